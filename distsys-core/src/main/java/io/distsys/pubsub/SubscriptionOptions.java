package io.distsys.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * How a subscriber is served.
 *
 * @param id names it in logs and statistics; may be empty
 * @param queueBound how many messages wait for it at most
 * @param overflow what happens when as many do
 * @param group the group that it is a member of: each message goes to one member of a
 * group; empty if it hears every message
 * @param concurrency how many messages it takes at once; those of one key, and of one
 * publisher without a key, are taken one after another in their order all the same
 * @param errorHandler told of what it fails on, or {@literal null} for that of the topics
 * @since 0.1
 */
public record SubscriptionOptions(String id, int queueBound, Overflow overflow, String group, int concurrency,
		@Nullable TopicErrorHandler errorHandler) {

	public SubscriptionOptions {
		if (queueBound < 1) {
			throw new IllegalArgumentException("queueBound must be positive, not " + queueBound);
		}
		if (concurrency < 1) {
			throw new IllegalArgumentException("concurrency must be positive, not " + concurrency);
		}
	}

	/**
	 * Options of a subscriber that hears every message, one at a time.
	 * @param id names it in logs and statistics; may be empty
	 * @param queueBound how many messages wait for it at most
	 * @param overflow what happens when as many do
	 */
	public SubscriptionOptions(String id, int queueBound, Overflow overflow) {
		this(id, queueBound, overflow, "", 1, null);
	}

	/**
	 * The defaults.
	 * @return no id, a bound of 1024 messages, the oldest is dropped, no group, one
	 * message at a time
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
		return new SubscriptionOptions(newId, this.queueBound, this.overflow, this.group, this.concurrency,
				this.errorHandler);
	}

	/**
	 * These options in a group.
	 * @param newGroup the group, or empty for none
	 * @return a copy
	 */
	public SubscriptionOptions inGroup(String newGroup) {
		return new SubscriptionOptions(this.id, this.queueBound, this.overflow, newGroup, this.concurrency,
				this.errorHandler);
	}

	/**
	 * These options with another concurrency.
	 * @param newConcurrency how many messages it takes at once
	 * @return a copy
	 */
	public SubscriptionOptions withConcurrency(int newConcurrency) {
		return new SubscriptionOptions(this.id, this.queueBound, this.overflow, this.group, newConcurrency,
				this.errorHandler);
	}

	/**
	 * These options with a handler of their own.
	 * @param handler told of what the subscriber fails on
	 * @return a copy
	 */
	public SubscriptionOptions withErrorHandler(TopicErrorHandler handler) {
		return new SubscriptionOptions(this.id, this.queueBound, this.overflow, this.group, this.concurrency, handler);
	}

	/** What happens when a message finds the queue full. It is counted either way. */
	public enum Overflow {

		/** The message that waits longest is dropped: what is new matters. */
		DROP_OLDEST,

		/** The new message is dropped. */
		DROP_NEWEST

	}

}
