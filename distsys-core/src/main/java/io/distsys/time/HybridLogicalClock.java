package io.distsys.time;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock whose moments are near to wall time, never go backwards, and are later than
 * every moment of another node that it was shown (Kulkarni and others, "Logical physical
 * clocks", 2014). It orders what nodes have said without a majority; it proves nothing
 * about who may act.
 * <p>
 * A moment that is further ahead than the allowed drift is not taken over: one node whose
 * wall clock is wrong by a year would otherwise carry all others along, for ever. What
 * such a node says stays later than what the others say until its clock is mended.
 * <p>
 * Thread-safe; does not block.
 *
 * @since 0.1
 */
public final class HybridLogicalClock {

	private final InstantSource wallClock;

	private final Duration maxDrift;

	private final AtomicLong last = new AtomicLong();

	private final AtomicLong refused = new AtomicLong();

	/**
	 * Create a clock.
	 * @param wallClock the time of this node; may jump
	 * @param maxDrift how far ahead of it a moment of another node may be
	 */
	public HybridLogicalClock(InstantSource wallClock, Duration maxDrift) {
		if (maxDrift.isNegative()) {
			throw new IllegalArgumentException("maxDrift must not be negative, but is " + maxDrift);
		}
		this.wallClock = wallClock;
		this.maxDrift = maxDrift;
	}

	/**
	 * Make a moment.
	 * @return a later one than every one before, made here or taken over
	 */
	public HybridTimestamp now() {
		long wall = HybridTimestamp.at(this.wallClock.instant()).value();
		return new HybridTimestamp(this.last.updateAndGet((before) -> Math.max(before + 1, wall)));
	}

	/**
	 * Take over a moment of another node, so that all that follow here are later.
	 * @param other the moment
	 * @return whether it was taken over: not if it is too far ahead
	 */
	public boolean observe(HybridTimestamp other) {
		long limit = HybridTimestamp.at(this.wallClock.instant().plus(this.maxDrift)).value();
		if (other.value() > limit && other.value() > this.last.get()) {
			this.refused.incrementAndGet();
			return false;
		}
		this.last.accumulateAndGet(other.value(), Math::max);
		return true;
	}

	/**
	 * How many moments were too far ahead.
	 * @return the number, since the beginning
	 */
	public long refused() {
		return this.refused.get();
	}

}
