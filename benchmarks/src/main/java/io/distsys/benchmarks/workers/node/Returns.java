package io.distsys.benchmarks.workers.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.distsys.worker.WorkerLocation;
import io.distsys.worker.WorkerSupervisor;
import io.distsys.worker.Workers;

/**
 * Waits until workers run that were started before: who is asked where a worker is does
 * not start it.
 */
class Returns {

	private static final Executor LATER = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

	private final WorkerSupervisor supervisor;

	Returns(Workers workers) {
		this.supervisor = workers.supervisor(MeterWorker.TYPE);
	}

	/** Answers with the clock when the last of them had said that it runs. */
	String all(List<String> keys) {
		CompletableFuture
			.allOf(keys.stream().map((key) -> runs(key).toCompletableFuture()).toArray(CompletableFuture[]::new))
			.join();
		return Long.toString(System.nanoTime());
	}

	private CompletionStage<WorkerLocation> runs(String key) {
		return this.supervisor.whereIs(key).thenCompose((location) -> {
			if (location instanceof WorkerLocation.Running) {
				return CompletableFuture.completedFuture(location);
			}
			return CompletableFuture.supplyAsync(() -> key, LATER).thenCompose(this::runs);
		});
	}

}
