package io.distsys.worker;

import java.time.Duration;

/**
 * How much the workers of a type may take.
 *
 * @param mailboxCapacity how many calls may wait for one worker
 * @param overflow what becomes of calls beyond that
 * @param passivateAfter how long a worker is kept in memory that nobody calls; zero for
 * as long as its node owns it
 * @param maxPerNode how many workers are kept in memory on one node, those that were
 * called last; zero for no limit
 * @since 0.1
 */
public record WorkerLimits(int mailboxCapacity, Overflow overflow, Duration passivateAfter, int maxPerNode) {

	/** Capacity of a mailbox if nothing is said. */
	public static final int DEFAULT_MAILBOX_CAPACITY = 1000;

	public WorkerLimits {
		if (mailboxCapacity < 1) {
			throw new IllegalArgumentException("The mailbox capacity must be positive, not " + mailboxCapacity);
		}
		if (passivateAfter.isNegative()) {
			throw new IllegalArgumentException("passivateAfter must not be negative: " + passivateAfter);
		}
		if (maxPerNode < 0) {
			throw new IllegalArgumentException("maxPerNode must not be negative: " + maxPerNode);
		}
	}

	/**
	 * The defaults.
	 * @return 1,000 calls a mailbox, more are refused; workers stay in memory
	 */
	public static WorkerLimits ofDefaults() {
		return new WorkerLimits(DEFAULT_MAILBOX_CAPACITY, Overflow.REJECT, Duration.ZERO, 0);
	}

	/** Whether workers are put aside at all. */
	boolean passivates() {
		return !this.passivateAfter.isZero() || this.maxPerNode > 0;
	}

}
