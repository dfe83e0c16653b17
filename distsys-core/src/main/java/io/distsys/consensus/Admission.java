package io.distsys.consensus;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps what users ask of this node from crowding out what the node lives by: only so
 * many requests are under way at one time, only so many more wait for their turn, and the
 * rest is refused before it reaches the loop.
 */
final class Admission {

	/** Enough for all that a leader can replicate at one time. */
	static final int UNDER_WAY = 128;

	/** Requests of this node that are under way or wait. */
	static final int MOST = 2_000;

	private final AtomicInteger admitted = new AtomicInteger();

	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private int underWay;

	private boolean beginning;

	/** Whether there is room for another; may be called from any thread. */
	boolean admit() {
		if (this.admitted.incrementAndGet() > MOST) {
			this.admitted.decrementAndGet();
			return false;
		}
		return true;
	}

	/** Begin one that was admitted, now or when it is its turn; on the loop. */
	void begin(Runnable request) {
		this.waiting.add(request);
		beginNext();
	}

	/** One is over, whether it had begun or not; on the loop. */
	void end(Runnable request) {
		this.admitted.decrementAndGet();
		if (!this.waiting.remove(request)) {
			this.underWay--;
			beginNext();
		}
	}

	/** One that ends while it begins does not begin the next within its own call. */
	private void beginNext() {
		if (this.beginning) {
			return;
		}
		this.beginning = true;
		try {
			while (this.underWay < UNDER_WAY && !this.waiting.isEmpty()) {
				this.underWay++;
				this.waiting.remove().run();
			}
		}
		finally {
			this.beginning = false;
		}
	}

}
