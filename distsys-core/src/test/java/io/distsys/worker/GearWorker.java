package io.distsys.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

class GearWorker implements Gear {

	private final Bench bench;

	private final String name;

	private int turns;

	GearWorker(WorkerContext context, Bench bench) {
		this.bench = bench;
		this.name = context.type().substring(context.type().indexOf('/') + 1);
	}

	@OnStart
	void begin() {
		this.bench.log.add("start " + this.name);
		if (this.bench.broken.remove(this.name)) {
			throw new IllegalStateException("broken");
		}
	}

	@OnStop
	void end() {
		this.bench.log.add("stop " + this.name);
	}

	@Override
	public CompletionStage<Integer> turn() {
		this.bench.stuck.getOrDefault(this.name, () -> {
		}).run();
		return CompletableFuture.completedFuture(++this.turns);
	}

	@Override
	public void jam() {
		throw new IllegalStateException("jammed");
	}

	/** What a test and the workers of all nodes share. */
	static final class Bench {

		final List<String> log = new ArrayList<>();

		/** Those whose next start fails. */
		final Set<String> broken = new HashSet<>();

		/** What the calls of those are busy with who do not end when they are to. */
		final Map<String, Runnable> stuck = new HashMap<>();

	}

}
