package io.distsys.faults.node;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.ownership.Guarantee;
import io.distsys.worker.Distributed;
import io.distsys.worker.Mergeable;
import io.distsys.worker.OnStart;
import io.distsys.worker.OnStop;
import io.distsys.worker.WorkerContext;

/** Counts what is put into it under each grant, and merges by the larger number. */
@Distributed(value = Baskets.TYPE, slots = Baskets.SLOTS, guarantee = Guarantee.AVAILABLE)
class BasketWorker implements Basket, Mergeable<HashMap<String, Long>> {

	private final WorkerContext context;

	private final HistoryWriter history;

	private final String grant;

	private final Map<String, Long> counts = new TreeMap<>();

	BasketWorker(WorkerContext context, HistoryWriter history, NodeProperties properties) {
		this.context = context;
		this.history = history;
		this.grant = properties.node() + "#" + properties.life() + "@" + context.token();
	}

	@OnStart
	void start() {
		record(EventKind.ACQUIRED);
	}

	@OnStop
	void stop() {
		record(EventKind.RELEASED);
	}

	private void record(EventKind kind) {
		this.history.record(kind, Baskets.of(this.context.key()), this.context.token().value(), this.counts.toString());
	}

	@Override
	public CompletionStage<String> put() {
		this.counts.merge(this.grant, 1L, Long::sum);
		return CompletableFuture.completedFuture(this.grant);
	}

	@Override
	public CompletionStage<String> counts() {
		return CompletableFuture.completedFuture(this.counts.toString());
	}

	@Override
	public HashMap<String, Long> snapshot() {
		return new HashMap<>(this.counts);
	}

	@Override
	public void restore(HashMap<String, Long> state) {
		this.counts.clear();
		this.counts.putAll(state);
	}

	@Override
	public HashMap<String, Long> merge(HashMap<String, Long> mine, HashMap<String, Long> theirs) {
		HashMap<String, Long> merged = new HashMap<>(mine);
		theirs.forEach((token, count) -> merged.merge(token, count, Math::max));
		return merged;
	}

}
