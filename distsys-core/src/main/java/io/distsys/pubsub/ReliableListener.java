package io.distsys.pubsub;

import io.distsys.cluster.NodeId;

/**
 * Listens to a reliable topic. Runs on threads for user code, one message at a time. A
 * listener that is slow delays nobody else; it falls behind until what it has not read is
 * overwritten.
 *
 * @param <T> the type of the messages
 * @since 0.1
 */
@FunctionalInterface
public interface ReliableListener<T> {

	/** How many messages are lost if nobody knows. */
	long UNKNOWN = 0;

	/**
	 * Take a message.
	 * @param message the message
	 * @param origin where it comes from
	 * @throws Exception the message is tried again, as often as the options say; then it
	 * goes to {@link TopicErrorHandler#onDeadLetter} and the next one follows
	 */
	void onMessage(T message, Origin origin) throws Exception;

	/**
	 * Be told that messages are lost for this subscriber, before the next message.
	 * @param lost how many; {@link #UNKNOWN} if the log does not reach the position
	 * {@linkplain ReplayOptions#after(long) after} which the subscriber begins: then it
	 * was begun anew, and what follows is all that is kept of it
	 */
	default void onGap(long lost) {
	}

	/**
	 * Where a message comes from.
	 *
	 * @param topic the topic
	 * @param publisher the node that published it
	 * @param position its position in the topic: who has taken it begins the next time
	 * {@linkplain ReplayOptions#after(long) after} it. Positions are those of one log:
	 * they begin anew with it, as {@link ReplayOptions#after(long)} says
	 */
	record Origin(String topic, NodeId publisher, long position) {

	}

}
