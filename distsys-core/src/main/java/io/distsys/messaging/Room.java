package io.distsys.messaging;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.distsys.time.MonotonicClock;

/**
 * Where senders wait for room in a queue. Costs the others one read while nobody does.
 */
final class Room {

	/** Whoever makes room does not wait for those who look for it, and may be missed. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final MonotonicClock clock;

	private final AtomicInteger waiting = new AtomicInteger();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition made = this.lock.newCondition();

	Room(MonotonicClock clock) {
		this.clock = clock;
	}

	/**
	 * Try until it succeeds, the time is up or the thread is interrupted, which it stays.
	 */
	boolean await(long untilNanos, BooleanSupplier attempt) {
		this.waiting.incrementAndGet();
		try {
			long remaining = untilNanos - this.clock.nanos();
			while (remaining > 0) {
				if (attempt.getAsBoolean()) {
					return true;
				}
				pause(Math.min(remaining, LOOK_NANOS));
				remaining = untilNanos - this.clock.nanos();
			}
			return attempt.getAsBoolean();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	private void pause(long nanos) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			this.made.awaitNanos(nanos);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** There may be room. Blocks nobody. */
	void made() {
		if (this.waiting.get() > 0 && this.lock.tryLock()) {
			try {
				this.made.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

}
