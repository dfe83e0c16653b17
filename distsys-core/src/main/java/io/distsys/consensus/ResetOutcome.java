package io.distsys.consensus;

import java.util.List;

import io.distsys.cluster.NodeId;

/**
 * What became of a reset.
 *
 * @since 0.1
 */
public sealed interface ResetOutcome {

	/**
	 * There is a new group, and its log has the record.
	 *
	 * @param abandoned the group that was given up
	 * @param group the new one
	 * @param members the nodes that made it
	 */
	record Done(GroupId abandoned, GroupId group, List<NodeId> members) implements ResetOutcome {

		public Done {
			members = List.copyOf(members);
		}

	}

	/**
	 * Nothing was changed.
	 *
	 * @param reason why not
	 * @param message the same for people, with the nodes it is about
	 */
	record Refused(Reason reason, String message) implements ResetOutcome {

	}

	/** Why a reset is refused. */
	enum Reason {

		/** This node has no group that it could give up. */
		NO_GROUP,

		/** A leader is known, or was a moment ago. */
		LEADER_KNOWN,

		/** A majority of the voters can be reached: they will elect a leader. */
		MAJORITY_REACHABLE,

		/** A voter is in view and does not answer: it may be alive. */
		VOTER_SILENT,

		/** This node takes part in making a group already. */
		UNDER_WAY,

		/** One of the nodes that can be reached did not agree, or was lost meanwhile. */
		NOT_AGREED

	}

}
