package io.distsys.lock;

import java.time.Duration;

/**
 * Limits of locks.
 *
 * @param timeout how long {@link ClusterLock#tryLock()} looks for a majority, and
 * {@link ClusterLock#unlock()} waits for the release to be applied
 * @param maxWaiting how many requests of all nodes may wait for one lock
 * @since 0.1
 */
public record LockSettings(Duration timeout, int maxWaiting) {

	public LockSettings {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("timeout must be positive, not " + timeout);
		}
		if (maxWaiting < 1) {
			throw new IllegalArgumentException("maxWaiting must be at least 1, not " + maxWaiting);
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
