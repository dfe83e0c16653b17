package io.distsys.benchmarks.workers.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.distsys.benchmarks.load.Callers;
import io.distsys.benchmarks.load.Pipeline;
import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.spring.UserThreads;
import io.distsys.worker.WorkerType;
import io.distsys.worker.Workers;

import org.springframework.core.env.Environment;

/** Calls of workers, each of a worker at random. */
class Calls {

	private static final String TEXT = "a text of 32 characters, no more";

	private final Cluster cluster;

	private final Environment environment;

	private final WorkerType<Meter> meters;

	Calls(Cluster cluster, Workers workers, Environment environment) {
		this.cluster = cluster;
		this.environment = environment;
		this.meters = workers.of(Meter.class, MeterWorker.TYPE);
	}

	/**
	 * By threads that wait for each answer: such as the library runs workers on, so that
	 * they are virtual where those are. Answers with a line of {@link LatencyFigures}.
	 */
	String waiting(List<String> keys, boolean here, int callers, Duration warmUp, Duration time)
			throws InterruptedException {
		List<Meter> called = called(keys, here);
		try (UserThreads threads = UserThreads.create("benchmarks-caller-", callers, this.environment)) {
			return Callers.run(() -> call(any(called)), callers, threads, warmUp, time).line();
		}
	}

	/** By one thread that waits for no answer, with so many calls under way. */
	String stages(List<String> keys, boolean here, int underWay, Duration warmUp, Duration time)
			throws InterruptedException {
		List<Meter> called = called(keys, here);
		return new Pipeline(() -> any(called).readLater(TEXT), underWay).run(warmUp, time).line();
	}

	private static Meter any(List<Meter> called) {
		return called.get(ThreadLocalRandom.current().nextInt(called.size()));
	}

	private List<Meter> called(List<String> keys, boolean here) {
		NodeId self = this.cluster.self().id();
		List<Meter> called = keys.stream()
			.filter((key) -> this.meters.whereIs(key).filter((node) -> node.equals(self) == here).isPresent())
			.map(this.meters::get)
			.toList();
		if (called.isEmpty()) {
			throw new IllegalStateException("None of the workers is " + (here ? "here" : "on another node"));
		}
		called.forEach(Calls::call);
		return called;
	}

	private static void call(Meter meter) {
		if (meter.read(TEXT).length() != TEXT.length()) {
			throw new IllegalStateException("The answer was wrong");
		}
	}

}
