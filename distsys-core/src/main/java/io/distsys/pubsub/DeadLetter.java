package io.distsys.pubsub;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message that a listener could not take.
 *
 * @param subscriber the id of the subscription
 * @param publication where the message comes from
 * @param message the message, or {@literal null} if it cannot be decoded
 * @param failure what the listener threw, or why it cannot be decoded
 * @since 0.1
 */
public record DeadLetter(String subscriber, TopicListener.Publication publication, @Nullable Object message,
		Throwable failure) {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetter.class);

	/** Tell a handler, whatever it throws. */
	void tell(TopicErrorHandler handler) {
		try {
			handler.onDeadLetter(this);
		}
		catch (Throwable ex) {
			if (ex != this.failure) {
				ex.addSuppressed(this.failure);
			}
			logger.error("The error handler of topics failed subscriber={}", this.subscriber, ex);
		}
	}

}
