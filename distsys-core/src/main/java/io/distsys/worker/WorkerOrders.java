package io.distsys.worker;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a supervisor wants of a worker, until whoever runs it does it. Not thread-safe.
 */
final class WorkerOrders {

	private List<Runnable> waiting = List.of();

	boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	void add(Runnable order) {
		this.waiting = this.waiting.isEmpty() ? List.of(order)
				: Stream.concat(this.waiting.stream(), Stream.of(order)).toList();
	}

	List<Runnable> takeAll() {
		List<Runnable> all = this.waiting;
		this.waiting = List.of();
		return all;
	}

	/** What became of an order. */
	enum Given {

		/** It will be carried out. */
		GIVEN,

		/** It will not: the worker pauses, and does nothing. */
		PAUSING,

		/** It will not: there is no such worker any more. */
		GONE

	}

}
