package io.distsys.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Tenant;
import org.jspecify.annotations.Nullable;

/** Opens and closes the slots of this node's worker types as the table says. */
final class SlotTenant implements Tenant {

	private final Map<String, HostedType> types;

	private final HostedSlots slots;

	private final StateInbox inbox;

	private final Executor executor;

	private final Map<SlotTenure, StateRecovery> recoveries = new HashMap<>();

	SlotTenant(Map<String, HostedType> types, StateInbox inbox, Executor executor) {
		this.types = types;
		this.slots = new HostedSlots(types);
		this.inbox = inbox;
		this.executor = executor;
	}

	/** The resource that stands for a slot of a worker type. */
	static ResourceKey key(String type, int slot) {
		return new ResourceKey(WorkerNode.KIND, WorkerNode.slotNameOf(type), slot);
	}

	@Override
	public String kind() {
		return WorkerNode.KIND;
	}

	@Override
	public CompletionStage<Void> activate(Grant grant) {
		return this.slots.open(grant, (host) -> prepare(host, grant));
	}

	/** Completes with what opens the slot, once everything has come for it. */
	private CompletionStage<Runnable> prepare(SlotHost host, Grant grant) {
		SlotTenure tenure = host.begin(grant);
		Ownership.Cession cededBy = grant.cededBy();
		Optional<byte[]> state = (cededBy == null) ? Optional.empty() : this.inbox
			.take(new StatePart.Id(tenure.type().definition().name(), tenure.slot(), cededBy.token().value()));
		StateKeeper keeper = tenure.keeper();
		if (keeper != null) {
			return recovered(host, tenure, keeper, state).thenApply((opening) -> () -> {
				opening.run();
				tenure.startKept();
				if (cededBy == null) {
					tenure.tellOfTakeOver();
				}
			});
		}
		return restored(tenure, state).thenApply((ignored) -> () -> host.open(tenure));
	}

	private CompletionStage<Void> restored(SlotTenure tenure, Optional<byte[]> state) {
		if (state.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		try {
			return CompletableFuture.runAsync(() -> tenure.restore(SlotState.decode(state.get())), this.executor);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private CompletionStage<Runnable> recovered(SlotHost host, SlotTenure tenure, StateKeeper keeper,
			Optional<byte[]> state) {
		StateRecovery recovery = host.recovery(tenure);
		this.recoveries.put(tenure, recovery);
		return recovery.start()
			.whenComplete((ignored, failure) -> this.recoveries.remove(tenure))
			.thenCompose((told) -> keeper.prepare().thenApply((ignored) -> told))
			.thenCompose((told) -> restored(tenure, state).thenApply((ignored) -> () -> {
				keeper.open(told);
				host.open(tenure);
			}));
	}

	@Override
	public void abandonActivation(Grant grant) {
		this.slots.tenures(grant)
			.stream()
			.flatMap((tenure) -> Optional.ofNullable(this.recoveries.get(tenure)).stream())
			.forEach(StateRecovery::abandon);
	}

	@Override
	public CompletionStage<Void> release(Grant grant, @Nullable NodeId next) {
		return CompletableFuture.allOf(this.slots.tenures(grant)
			.stream()
			.map((tenure) -> tenure.release(next).toCompletableFuture())
			.toArray(CompletableFuture[]::new));
	}

	@Override
	public List<String> unfinished(Grant grant) {
		return this.slots.tenures(grant).stream().flatMap((tenure) -> tenure.unfinished().stream()).toList();
	}

	@Override
	public void revoke(Grant grant, String reason) {
		this.slots.end(grant);
	}

	/** The whole table was replaced: owners in between may not have been seen. */
	void replaced() {
		this.types.values().forEach(HostedType::forgetLastOwners);
	}

	/** A row of the table has changed, perhaps in favour of another node. */
	void changed(NodeId self, ResourceKey key, @Nullable Ownership row) {
		if (row == null) {
			return;
		}
		boolean mine = row.node().equals(self);
		Ownership.Cession cededBy = row.cededBy();
		this.slots.owned(self, row);
		if (!mine || cededBy == null) {
			this.types.values()
				.stream()
				.filter((type) -> type.slotName().equals(key.name()))
				.forEach((type) -> this.inbox.discard(type.definition().name(), key.index(), row.token().value()));
		}
	}

}
