package io.distsys.available;

import java.time.InstantSource;

import io.distsys.ownership.FencingToken;

/**
 * Makes tokens that are larger than every one this node has seen: milliseconds of wall
 * time in the upper bits, a counter in the lower 16, never backwards (Kulkarni and
 * others, "Logical physical clocks", 2014). Lives on the event loop.
 */
final class TokenClock {

	private static final int COUNTER_BITS = 16;

	private final InstantSource wallClock;

	private long last;

	TokenClock(InstantSource wallClock) {
		this.wallClock = wallClock;
	}

	FencingToken next() {
		this.last = Math.max(this.last + 1, this.wallClock.millis() << COUNTER_BITS);
		return new FencingToken(this.last);
	}

	void observe(FencingToken token) {
		this.last = Math.max(this.last, token.value());
	}

}
