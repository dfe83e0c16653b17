package io.distsys.pubsub;

/**
 * How a subscriber of a reliable topic is served.
 *
 * @param id names it in logs and statistics
 * @param start where it begins
 * @param position the position after which it begins, if that is where
 * @param maxAttempts how often a message is tried that the listener fails on
 * @since 0.1
 */
public record ReplayOptions(String id, Start start, long position, int maxAttempts) {

	private static final long BEFORE_ALL = -1;

	public ReplayOptions {
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("maxAttempts must be positive, not " + maxAttempts);
		}
		if (position < BEFORE_ALL) {
			throw new IllegalArgumentException("position must be -1, before all messages, or more, not " + position);
		}
	}

	/**
	 * Begin with what is published from now on.
	 * @return no id, 3 attempts
	 */
	public static ReplayOptions latest() {
		return new ReplayOptions("", Start.LATEST, BEFORE_ALL, 3);
	}

	/**
	 * Begin with the oldest message that is kept.
	 * @return no id, 3 attempts
	 */
	public static ReplayOptions earliest() {
		return new ReplayOptions("", Start.EARLIEST, BEFORE_ALL, 3);
	}

	/**
	 * Begin with the message after a position; what of these is no longer kept is a gap.
	 * <p>
	 * Positions begin at 0 again when the log does: when all nodes have stopped, or what
	 * keeps it was lost; and after a cut those of one part of the cluster are other
	 * messages. If the log does not reach the position, the subscriber begins with the
	 * oldest message that is kept, and {@link ReliableListener#onGap} is told so. If a
	 * new log has come as far meanwhile nobody can see that it is another one: what the
	 * subscriber has not taken of it up to the position it does not hear.
	 * @param position the position of the last message that was taken; -1 for none
	 * @return no id, 3 attempts
	 */
	public static ReplayOptions after(long position) {
		return new ReplayOptions("", Start.AFTER, position, 3);
	}

	/**
	 * These options under a name.
	 * @param newId the name
	 * @return a copy
	 */
	public ReplayOptions named(String newId) {
		return new ReplayOptions(newId, this.start, this.position, this.maxAttempts);
	}

	/**
	 * These options with another number of attempts.
	 * @param attempts how often a message is tried that the listener fails on
	 * @return a copy
	 */
	public ReplayOptions withMaxAttempts(int attempts) {
		return new ReplayOptions(this.id, this.start, this.position, attempts);
	}

	/** Where a subscriber begins. */
	public enum Start {

		/** With what is published from now on. */
		LATEST,

		/** With the oldest message that is kept. */
		EARLIEST,

		/** With the message after a position. */
		AFTER

	}

}
