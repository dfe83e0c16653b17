package io.distsys.benchmarks.workers.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.worker.Workers;

/** Calls workers until each of them has answered, and knows when a node was lost. */
class Returns {

	private static final Executor LATER = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

	private static final String TEXT = "are you there?";

	private final Workers workers;

	private volatile long lostNanos;

	Returns(Workers workers, Cluster cluster) {
		this.workers = workers;
		cluster.subscribe((event) -> {
			if (event instanceof ClusterEvent.NodeLost) {
				this.lostNanos = System.nanoTime();
			}
		});
	}

	/**
	 * Begins at once: a node is not known to be lost yet. Answers with the clock when
	 * this node was told of the last loss, and when the last of the workers had answered.
	 */
	String all(String type, List<String> keys) {
		CompletableFuture
			.allOf(keys.stream()
				.map((key) -> this.workers.of(Meter.class, type).get(key))
				.map((meter) -> answer(meter).toCompletableFuture())
				.toArray(CompletableFuture[]::new))
			.join();
		return this.lostNanos + "," + System.nanoTime();
	}

	private CompletionStage<String> answer(Meter meter) {
		return meter.readLater(TEXT)
			.exceptionallyCompose(
					(failure) -> CompletableFuture.supplyAsync(() -> meter, LATER).thenCompose(this::answer));
	}

}
