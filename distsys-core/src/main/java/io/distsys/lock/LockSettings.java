package io.distsys.lock;

import java.time.Duration;

/**
 * Limits of locks.
 *
 * @param timeout how long {@link ClusterLock#tryLock()} looks for a majority, and
 * {@link ClusterLock#unlock()} waits for the release to be applied
 * @param maxWaiting how many requests of all nodes may wait for one lock; 100,000 at the
 * most, for its line travels in one message
 * @since 0.1
 */
public record LockSettings(Duration timeout, int maxWaiting) {

	private static final int MOST_WAITING = 100_000;

	public LockSettings {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("timeout must be positive, not " + timeout);
		}
		if (maxWaiting < 1 || maxWaiting > MOST_WAITING) {
			throw new IllegalArgumentException(
					"maxWaiting must be at least 1 and at most " + MOST_WAITING + ", not " + maxWaiting);
		}
	}

	/**
	 * The defaults.
	 * @return timeout 10 s, a thousand waiters
	 */
	public static LockSettings ofDefaults() {
		return new LockSettings(Duration.ofSeconds(10), 1_000);
	}

}
