package io.distsys.group;

import java.util.Map;

import io.distsys.messaging.DeliveryQueue;

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
	DeliveryQueue.Statistics statistics();

	/** Leave the group: what waits for the member is dropped. */
	@Override
	void close();

}
