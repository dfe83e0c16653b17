package io.distsys.number;

import java.time.Duration;

/**
 * Limits of numbers.
 *
 * @param timeout how long an operation tries
 * @param maxNumbers how many numbers other than 0 there may be in the cluster; the same
 * on all nodes
 * @since 0.1
 */
public record NumberSettings(Duration timeout, int maxNumbers) {

	public NumberSettings {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("timeout must be positive, not " + timeout);
		}
		if (maxNumbers < 1) {
			throw new IllegalArgumentException("maxNumbers must be at least 1, not " + maxNumbers);
		}
	}

	/**
	 * The defaults.
	 * @return timeout 10 s, ten thousand numbers
	 */
	public static NumberSettings ofDefaults() {
		return new NumberSettings(Duration.ofSeconds(10), 10_000);
	}

}
