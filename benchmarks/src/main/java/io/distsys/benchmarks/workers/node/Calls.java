package io.distsys.benchmarks.workers.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.worker.WorkerType;
import io.distsys.worker.Workers;

/** Calls of workers by threads that wait for each answer, each with workers at random. */
class Calls {

	private static final String TEXT = "a text of 32 characters, no more";

	private final Cluster cluster;

	private final WorkerType<Meter> meters;

	Calls(Cluster cluster, Workers workers) {
		this.cluster = cluster;
		this.meters = workers.of(Meter.class, MeterWorker.TYPE);
	}

	/** Answers with a line of {@link LatencyFigures}. */
	String measure(List<String> keys, boolean here, int callers, Duration warmUp, Duration time)
			throws InterruptedException {
		NodeId self = this.cluster.self().id();
		List<Meter> called = keys.stream()
			.filter((key) -> this.meters.whereIs(key).filter((node) -> node.equals(self) == here).isPresent())
			.map(this.meters::get)
			.toList();
		if (called.isEmpty()) {
			throw new IllegalStateException("None of the workers is " + (here ? "here" : "on another node"));
		}
		called.forEach(Calls::call);
		return Callers
			.run(() -> call(called.get(ThreadLocalRandom.current().nextInt(called.size()))), callers, warmUp, time)
			.line();
	}

	private static void call(Meter meter) {
		if (meter.read(TEXT).length() != TEXT.length()) {
			throw new IllegalStateException("The answer was wrong");
		}
	}

}
