package io.distsys.group;

import io.distsys.tracker.TrackedChange.Reason;

/**
 * A change of a group as this node sees it.
 *
 * @since 0.1
 */
public sealed interface GroupEvent {

	/**
	 * The member that the event is about.
	 * @return the member as it is, or as it was
	 */
	GroupMember member();

	/**
	 * A member has come.
	 *
	 * @param member the member
	 * @param reason why: it has joined, or its node has come into view
	 */
	record MemberJoined(GroupMember member, Reason reason) implements GroupEvent {

	}

	/**
	 * A member says something else of itself.
	 *
	 * @param before the member as it was
	 * @param member the member as it is
	 */
	record MemberUpdated(GroupMember before, GroupMember member) implements GroupEvent {

	}

	/**
	 * A member has gone.
	 *
	 * @param member the member
	 * @param reason why: it has left, or its node has, or was lost
	 */
	record MemberLeft(GroupMember member, Reason reason) implements GroupEvent {

	}

}
