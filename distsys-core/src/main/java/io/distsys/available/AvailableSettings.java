package io.distsys.available;

import java.time.Duration;

/**
 * Times of ownership that needs no majority.
 *
 * @param settle how long after its start a node owns nothing yet, so that it has seen the
 * others
 * @param patience how long a node that came into view and says nothing is waited for
 * before something that it might own is begun
 * @param retreat how long a node does not want again what it could not activate; after
 * each further failure in a row for twice as long, up to an hour
 * @since 0.1
 */
public record AvailableSettings(Duration settle, Duration patience, Duration retreat) {

	public AvailableSettings {
		if (settle.isNegative() || patience.isNegative() || retreat.isNegative() || retreat.isZero()) {
			throw new IllegalArgumentException("settle and patience must not be negative and retreat positive");
		}
	}

	/**
	 * The defaults.
	 * @return settle 300 ms, patience 2 s, retreat 10 s
	 */
	public static AvailableSettings ofDefaults() {
		return new AvailableSettings(Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofSeconds(10));
	}

}
