package io.distsys.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.distsys.ownership.Guarantee;
import io.distsys.time.EventLoop;

/**
 * A counter that grows on each node apart, by the grant under which it was told: of two
 * states each entry is the larger one.
 */
@Distributed(value = "tally", slots = 4, guarantee = Guarantee.AVAILABLE)
class TallyWorker implements Tally, Mergeable<HashMap<Long, Integer>> {

	/** A worker that has counted breaks when it is to take over such a count. */
	static final int UNLUCKY = 13;

	private final WorkerContext context;

	private final EventLoop timer;

	private final Consumer<String> seen;

	private final Map<Long, Integer> counts = new TreeMap<>();

	/**
	 * @param timer for calls that take long
	 * @param seen is told what becomes of it
	 */
	TallyWorker(WorkerContext context, EventLoop timer, Consumer<String> seen) {
		this.timer = timer;
		this.context = context;
		this.seen = seen;
	}

	@OnStart
	void begin() {
		this.seen.accept("start " + this.context.key());
	}

	@OnStop
	void end() {
		this.seen.accept("stop " + this.context.key());
	}

	@Override
	public CompletionStage<Integer> add() {
		this.counts.merge(this.context.token().value(), 1, Integer::sum);
		return total();
	}

	@Override
	public CompletionStage<Integer> total() {
		return CompletableFuture.completedFuture(this.counts.values().stream().mapToInt(Integer::intValue).sum());
	}

	@Override
	public CompletionStage<Integer> addSlowly(int millis) {
		CompletableFuture<Integer> added = new CompletableFuture<>();
		add().thenAccept((total) -> this.timer.schedule(Duration.ofMillis(millis), () -> added.complete(total)));
		return added;
	}

	@Override
	public CompletionStage<Integer> stumble() {
		throw new IllegalStateException("stumbled");
	}

	@Override
	public HashMap<Long, Integer> snapshot() {
		return new HashMap<>(this.counts);
	}

	@Override
	public void restore(HashMap<Long, Integer> state) {
		if (!this.counts.isEmpty() && state.containsValue(UNLUCKY)) {
			this.counts.clear();
			throw new IllegalStateException("an unlucky tally breaks one that counts");
		}
		this.counts.clear();
		this.counts.putAll(state);
	}

	@Override
	public HashMap<Long, Integer> merge(HashMap<Long, Integer> mine, HashMap<Long, Integer> theirs) {
		if (theirs.values().stream().anyMatch((count) -> count > 1_000)) {
			throw new IllegalStateException("more than a tally can hold");
		}
		this.seen.accept("merge " + this.context.key());
		HashMap<Long, Integer> merged = new HashMap<>(mine);
		theirs.forEach((grant, count) -> merged.merge(grant, count, Math::max));
		return merged;
	}

}
