package io.distsys.ownership;

import io.distsys.time.MonotonicClock;

/**
 * One uninterrupted time in which a session of this node is held. It is extended by
 * renewals while it lasts, and never once it is over. Extended and ended on the event
 * loop, read from anywhere.
 */
final class LeaseTerm {

	private final SessionId session;

	private final MonotonicClock clock;

	private volatile long validUntil;

	private volatile boolean ended;

	LeaseTerm(SessionId session, MonotonicClock clock, long validUntil) {
		this.session = session;
		this.clock = clock;
		this.validUntil = validUntil;
	}

	SessionId session() {
		return this.session;
	}

	boolean isHeld() {
		return !this.ended && this.clock.nanos() - this.validUntil < 0;
	}

	long remainingNanos() {
		return this.ended ? 0 : Math.max(0, this.validUntil - this.clock.nanos());
	}

	/** Extend the term, unless it is over by now. */
	void extend(long until) {
		if (isHeld() && until - this.validUntil > 0) {
			this.validUntil = until;
		}
	}

	void end() {
		this.ended = true;
	}

}
