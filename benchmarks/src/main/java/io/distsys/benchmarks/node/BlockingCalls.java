package io.distsys.benchmarks.node;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.distsys.benchmarks.load.Callers;
import io.distsys.benchmarks.report.LatencyFigures;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, by name, of what blocks its caller until the answer is there: each
 * caller has a thread of its own, and nothing else is between two of its calls.
 */
class BlockingCalls {

	private final Calls calls;

	private final Services services;

	private final Tasks tasks;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "benchmarks-caller");
		thread.setDaemon(true);
		return thread;
	});

	BlockingCalls(Calls calls, Services services, Tasks tasks) {
		this.calls = calls;
		this.services = services;
		this.tasks = tasks;
	}

	/** A call, or {@literal null} if nothing that blocks has that name. */
	@Nullable Runnable find(String name) {
		return switch (name) {
			case "call" -> this.calls.remote();
			case "service" -> this.services.plain();
			case "service-guarded" -> this.services.guarded();
			case "task" -> this.tasks.blocking();
			default -> null;
		};
	}

	/** Blocks until it is over. */
	LatencyFigures measure(Runnable call, int callers, Duration warmUp, Duration time) throws InterruptedException {
		return Callers.run(call, callers, this.threads, warmUp, time);
	}

}
