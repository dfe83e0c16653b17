package io.distsys.ownership;

import java.time.Duration;

/**
 * The times of the lease. The argument for safety holds only if they fit together, which
 * the constructor checks.
 *
 * @param ttl how long a session lives without a renewal
 * @param renewalInterval how often it is renewed
 * @param drift how far two clocks may run apart, as a fraction of elapsed time
 * @param margin how much earlier than needed a fence closes
 * @param stopGrace how long before its fence closes an owner is told to stop
 * @since 0.1
 */
public record LeaseSettings(Duration ttl, Duration renewalInterval, double drift, Duration margin, Duration stopGrace) {

	public LeaseSettings {
		if (ttl.isNegative() || ttl.isZero()) {
			throw new IllegalArgumentException("ttl must be positive, not " + ttl);
		}
		if (!(drift >= 0 && drift < 0.5)) {
			throw new IllegalArgumentException("drift must be in [0, 0.5), not " + drift);
		}
		if (renewalInterval.isNegative() || renewalInterval.isZero() || margin.isNegative() || stopGrace.isNegative()) {
			throw new IllegalArgumentException("renewalInterval must be positive, margin and stopGrace not negative");
		}
		Duration usable = usable(ttl, drift, margin);
		Duration needed = renewalInterval.multipliedBy(2).plus(stopGrace);
		if (usable.compareTo(needed) <= 0) {
			throw new IllegalArgumentException("ttl * (1 - drift) - margin > 2 * renewalInterval + stopGrace"
					+ " does not hold: " + usable + " > " + needed);
		}
	}

	/**
	 * The defaults: fail-over within three seconds of a crash.
	 * @return ttl 2 s, renewal every 400 ms, drift 1 %, margin 50 ms, stop grace 300 ms
	 */
	public static LeaseSettings ofDefaults() {
		return new LeaseSettings(Duration.ofSeconds(2), Duration.ofMillis(400), 0.01, Duration.ofMillis(50),
				Duration.ofMillis(300));
	}

	/**
	 * How long after sending a renewal that succeeds its owner may act.
	 * @return {@code ttl * (1 - drift) - margin}
	 */
	public Duration ownersShare() {
		return usable(this.ttl, this.drift, this.margin);
	}

	/**
	 * How long after applying a renewal the leader must wait before it expires the
	 * session.
	 * @param ttl the session's own ttl
	 * @return {@code ttl * (1 + drift)}
	 */
	public Duration leadersShare(Duration ttl) {
		return Duration.ofNanos((long) Math.ceil(ttl.toNanos() * (1 + this.drift)));
	}

	private static Duration usable(Duration ttl, double drift, Duration margin) {
		return Duration.ofNanos((long) (ttl.toNanos() * (1 - drift))).minus(margin);
	}

}
