package io.distsys.pubsub;

/**
 * How a subscriber is served.
 *
 * @param id names it in logs and statistics; may be empty
 * @param queueBound how many messages wait for it at most
 * @param overflow what happens when as many do
 * @since 0.1
 */
public record SubscriptionOptions(String id, int queueBound, Overflow overflow) {

	public SubscriptionOptions {
		if (queueBound < 1) {
			throw new IllegalArgumentException("queueBound must be positive, not " + queueBound);
		}
	}

	/**
	 * The defaults.
	 * @return no id, a bound of 1024 messages, the oldest is dropped
	 */
	public static SubscriptionOptions ofDefaults() {
		return new SubscriptionOptions("", 1024, Overflow.DROP_OLDEST);
	}

	/**
	 * These options under a name.
	 * @param newId the name
	 * @return a copy
	 */
	public SubscriptionOptions named(String newId) {
		return new SubscriptionOptions(newId, this.queueBound, this.overflow);
	}

	/** What happens when a message finds the queue full. It is counted either way. */
	public enum Overflow {

		/** The message that waits longest is dropped: what is new matters. */
		DROP_OLDEST,

		/** The new message is dropped. */
		DROP_NEWEST

	}

}
