package io.distsys.messaging;

import java.time.Duration;

import io.distsys.time.MonotonicClock;

/** Says when it is time again for what must not be done too often. Thread-safe. */
final class Seldom {

	private final Duration quiet;

	private final MonotonicClock clock;

	private boolean done;

	private long doneAtNanos;

	/**
	 * @param quiet for so long it is not time again
	 */
	Seldom(Duration quiet, MonotonicClock clock) {
		this.quiet = quiet;
		this.clock = clock;
	}

	/** Whether it is time; if so it is not for a while. */
	synchronized boolean isTime() {
		long now = this.clock.nanos();
		if (this.done && now - this.doneAtNanos < this.quiet.toNanos()) {
			return false;
		}
		this.done = true;
		this.doneAtNanos = now;
		return true;
	}

}
