package io.distsys.singleton;

import java.time.Duration;

/**
 * Times of singletons.
 *
 * @param callTimeout how long a call through a proxy may take, routing included
 * @param drainTimeout how long a hand-over waits for the calls in flight before it
 * interrupts them
 * @param minimumBackoff pause after the first activation that failed
 * @param maximumBackoff pause that the growing ones do not exceed
 * @since 0.1
 */
public record SingletonSettings(Duration callTimeout, Duration drainTimeout, Duration minimumBackoff,
		Duration maximumBackoff) {

	public SingletonSettings {
		requirePositive("callTimeout", callTimeout);
		requirePositive("minimumBackoff", minimumBackoff);
		if (drainTimeout.isNegative()) {
			throw new IllegalArgumentException("drainTimeout must not be negative, but is " + drainTimeout);
		}
		if (maximumBackoff.compareTo(minimumBackoff) < 0) {
			throw new IllegalArgumentException("maximumBackoff must not be below minimumBackoff");
		}
	}

	private static void requirePositive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException(name + " must be positive, not " + value);
		}
	}

	/**
	 * The defaults.
	 * @return calls 10 s, drain 5 s, back-off from 100 ms to 10 s
	 */
	public static SingletonSettings ofDefaults() {
		return new SingletonSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMillis(100),
				Duration.ofSeconds(10));
	}

}
