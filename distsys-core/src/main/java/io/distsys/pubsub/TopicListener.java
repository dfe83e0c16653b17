package io.distsys.pubsub;

import io.distsys.cluster.NodeId;

/**
 * Listens to a topic.
 *
 * @param <T> the type of the messages
 * @since 0.1
 */
@FunctionalInterface
public interface TopicListener<T> {

	/**
	 * Take a message. Runs on a thread for user code, one message at a time; while it
	 * runs, nobody waits but the next message to this listener.
	 * @param message the message
	 * @param publication where it comes from
	 * @throws Exception goes to the {@link TopicErrorHandler}; the next message follows
	 */
	void onMessage(T message, Publication publication) throws Exception;

	/**
	 * Where a message comes from.
	 *
	 * @param topic the topic
	 * @param publisher the node that published it
	 */
	record Publication(String topic, NodeId publisher) {

	}

}
