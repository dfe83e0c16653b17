package io.distsys.group;

import io.distsys.cluster.NodeId;

/**
 * A member's side: takes what is sent to it.
 *
 * @param <T> the type of the messages
 * @since 0.1
 */
@FunctionalInterface
public interface GroupListener<T> {

	/**
	 * Take a message. Runs on a thread for user code, one message at a time; while it
	 * runs, nobody waits but the next message to this member.
	 * @param message the message
	 * @param sender the node that sent it
	 * @throws Exception is logged and counted; the next message follows
	 */
	void onMessage(T message, NodeId sender) throws Exception;

}
