package io.distsys.group;

import java.util.Map;

/**
 * A member of this node, from when it joins until it leaves. Thread-safe; nothing blocks.
 *
 * @since 0.1
 */
public interface GroupMembership extends AutoCloseable {

	/**
	 * The member, as it is known to others.
	 * @return the member
	 */
	GroupMember member();

	/**
	 * Say something else of itself.
	 * @param metadata what it says from now on
	 * @return whether it still is a member
	 */
	boolean update(Map<String, String> metadata);

	/**
	 * What was counted for it.
	 * @return the numbers of this moment
	 */
	Statistics statistics();

	/** Leave the group: what waits for the member is dropped. */
	@Override
	void close();

	/**
	 * What was counted for a member.
	 *
	 * @param queued messages that wait
	 * @param delivered messages that it took
	 * @param dropped messages that found no room, or waited when it left
	 * @param skipped messages of another type
	 * @param failed messages that it failed on, or that could not be decoded
	 */
	record Statistics(int queued, long delivered, long dropped, long skipped, long failed) {

	}

}
