package io.distsys.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.distsys.time.MonotonicClock;

/**
 * Work that one thread at a time does, and that may block it. Whoever finds it being done
 * leaves the rest to the thread that does it, which looks again before it goes.
 */
final class Turn {

	/** Whoever ends its turn does not know for what others wait. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final Runnable work;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean wanted;

	/**
	 * @param work does all that there is to do
	 */
	Turn(Runnable work) {
		this.work = work;
	}

	/** Have it done, by this thread or by the one that is at it. Waits for nobody. */
	void take() {
		this.wanted = true;
		while (this.wanted && !isMine() && this.lock.tryLock()) {
			try {
				this.wanted = false;
				this.work.run();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Wait for the thread that is at it, until that has ended, there is nothing left to
	 * wait for, the time is up or the thread is interrupted, which it stays.
	 */
	void await(MonotonicClock clock, long untilNanos, BooleanSupplier waits) {
		try {
			long remaining = untilNanos - clock.nanos();
			while (remaining > 0 && isTaken() && waits.getAsBoolean()) {
				if (this.lock.tryLock(Math.min(remaining, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
					this.lock.unlock();
					return;
				}
				remaining = untilNanos - clock.nanos();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	boolean isTaken() {
		return this.lock.isLocked();
	}

	boolean isMine() {
		return this.lock.isHeldByCurrentThread();
	}

}
