package io.distsys.lock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens to the locks of this node. */
final class LockCounters {

	final LongAdder acquired = new LongAdder();

	final LongAdder waitedNanos = new LongAdder();

	final LongAdder notAcquired = new LongAdder();

	final LongAdder refused = new LongAdder();

	final LongAdder lost = new LongAdder();

	final AtomicInteger held = new AtomicInteger();

	final AtomicInteger waiting = new AtomicInteger();

	LockStatistics statistics() {
		return new LockStatistics(this.acquired.sum(), Duration.ofNanos(this.waitedNanos.sum()), this.notAcquired.sum(),
				this.refused.sum(), this.lost.sum(), this.held.get(), this.waiting.get());
	}

}
