package io.distsys.benchmarks.workers.node;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.worker.NotDone;
import io.distsys.worker.StartResult;
import io.distsys.worker.WorkerSupervisor;
import io.distsys.worker.Workers;

/** Starts workers, some at a time or as many as the library takes. */
class Starts {

	private final Workers workers;

	private final WorkerSupervisor supervisor;

	Starts(Workers workers) {
		this.workers = workers;
		this.supervisor = workers.supervisor(MeterWorker.TYPE);
	}

	/** Answers with the seconds that it took, and how many were not started. */
	String some(List<String> keys, int inFlight) throws InterruptedException {
		Semaphore free = new Semaphore(inFlight);
		AtomicInteger failures = new AtomicInteger();
		Iterator<String> waiting = keys.iterator();
		long begun = System.nanoTime();
		while (waiting.hasNext()) {
			free.acquire();
			this.supervisor.startAsync(waiting.next()).thenAccept((result) -> {
				count(result, failures);
				free.release();
			});
		}
		free.acquire(inFlight);
		return took(begun, failures);
	}

	/** As {@link #some}, by the method that the library has for many. */
	String all(String type, List<String> keys) {
		AtomicInteger failures = new AtomicInteger();
		long begun = System.nanoTime();
		CompletableFuture
			.allOf(this.workers.supervisor(type)
				.startAll(keys)
				.thenAccept((results) -> results.values().forEach((result) -> count(result, failures)))
				.toCompletableFuture())
			.join();
		return took(begun, failures);
	}

	private static void count(StartResult result, AtomicInteger failures) {
		if (result instanceof NotDone) {
			failures.incrementAndGet();
		}
	}

	private static String took(long begun, AtomicInteger failures) {
		return (System.nanoTime() - begun) / 1e9 + "," + failures;
	}

	/** How many run, on all nodes. */
	String count() {
		return Integer.toString(this.supervisor.count().toCompletableFuture().join().total());
	}

}
