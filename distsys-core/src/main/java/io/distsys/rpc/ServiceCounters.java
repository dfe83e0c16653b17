package io.distsys.rpc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.distsys.messaging.Reply;

/**
 * Counts the calls of a service. It outlives the service, so that no count ever falls.
 */
final class ServiceCounters {

	private final String service;

	private final AtomicInteger running = new AtomicInteger();

	private final LongAdder answered = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder refused = new LongAdder();

	ServiceCounters(Class<?> type) {
		this.service = type.getName();
	}

	/** A call begins; says how many there are now. */
	int begin() {
		return this.running.incrementAndGet();
	}

	void end() {
		this.running.decrementAndGet();
	}

	void refuse() {
		this.refused.increment();
	}

	void count(Reply reply) {
		if (reply instanceof Reply.Answered) {
			this.answered.increment();
		}
		else {
			((reply instanceof Reply.Failed) ? this.failed : this.refused).increment();
		}
	}

	ServiceStatistics statistics() {
		return new ServiceStatistics(this.service, this.running.get(), this.answered.sum(), this.failed.sum(),
				this.refused.sum());
	}

}
