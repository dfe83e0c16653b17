package io.distsys.worker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.worker.StartedMessage.Slot;
import org.jspecify.annotations.Nullable;

/**
 * Keeps which workers of one slot are to run, for a type that is available; states are
 * with the instances alone.
 *
 * @param started what this node knows
 * @param slot the slot
 * @param token of the grant
 * @param self this node
 */
record StartedKeeper(StartedWorkers started, Slot slot, long token, NodeId self) implements StateKeeper {

	@Override
	public CompletionStage<Void> prepare() {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void open(Set<NodeId> told) {
	}

	@Override
	public CompletionStage<@Nullable Object> load(String key) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<Void> save(String key, Object state, byte[] encoded) {
		throw new IllegalStateException("Worker type '" + this.slot.type() + "' marks no state");
	}

	@Override
	public CompletableFuture<Void> remember(String key) {
		return this.started.say(this.slot, key, true, this.token);
	}

	@Override
	public CompletableFuture<Void> forget(String key, boolean again) {
		return this.started.say(this.slot, key, again, this.token);
	}

	@Override
	public long version(String key) {
		return this.started.version(this.slot, key);
	}

	@Override
	public long runsSince(String key) {
		return this.started.runsSince(this.slot, key);
	}

	@Override
	public boolean has(String key) {
		return this.started.runs(this.slot, key);
	}

	@Override
	public List<String> keys() {
		return this.started.keys(this.slot);
	}

	@Override
	public CompletionStage<Void> handOver(@Nullable NodeId next) {
		return (next == null || next.equals(this.self)) ? CompletableFuture.completedFuture(null)
				: this.started.handOver(this.slot, next);
	}

	@Override
	public void check() {
	}

	@Override
	public void close() {
	}

}
