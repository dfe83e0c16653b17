package io.distsys.pubsub;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Told of every message that a listener failed on. {@link #onDeadLetter} is called, once
 * a message; {@link #onError} only by it, unless it is overridden.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TopicErrorHandler {

	/**
	 * Handle a failure. Runs where the listener runs.
	 * @param subscriber the id of the subscription
	 * @param publication where the message comes from
	 * @param failure what the listener threw, or why the message could not be decoded
	 */
	void onError(String subscriber, TopicListener.Publication publication, Throwable failure);

	/**
	 * Handle a message that could not be taken, and will not be tried again. Runs where
	 * the listener runs.
	 * @param letter the message, and why it could not be taken; by default only what
	 * {@link #onError} is given of it counts
	 */
	default void onDeadLetter(DeadLetter letter) {
		onError(letter.subscriber(), letter.publication(), letter.failure());
	}

	/**
	 * A handler that logs at warn.
	 * @return the handler
	 */
	static TopicErrorHandler logging() {
		Logger logger = LoggerFactory.getLogger(TopicErrorHandler.class);
		return (subscriber, publication, failure) -> logger.warn(
				"A listener failed on a message topic={} subscriber={} publisher={}", publication.topic(), subscriber,
				publication.publisher(), failure);
	}

}
