package io.distsys.worker;

import java.util.HashMap;
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

	static final String KIND = WorkerNode.KIND;

	private final Map<String, HostedType> types;

	private final StateInbox inbox;

	private final Executor executor;

	private final Map<SlotTenure, StateRecovery> recoveries = new HashMap<>();

	SlotTenant(Map<String, HostedType> types, StateInbox inbox, Executor executor) {
		this.types = types;
		this.inbox = inbox;
		this.executor = executor;
	}

	@Override
	public String kind() {
		return KIND;
	}

	private Optional<SlotHost> host(ResourceKey key) {
		return Optional.ofNullable(this.types.get(key.name()))
			.filter((type) -> key.index() < type.definition().slots())
			.map((type) -> type.slot(key.index()));
	}

	private Optional<SlotTenure> tenure(Grant grant) {
		return host(grant.key()).flatMap((host) -> host.tenure(grant));
	}

	@Override
	public CompletionStage<Void> activate(Grant grant) {
		SlotHost host = host(grant.key()).orElse(null);
		if (host == null) {
			return CompletableFuture.failedFuture(new IllegalStateException(
					"This node does not have " + grant.key() + ": do its nodes differ in the number of slots?"));
		}
		SlotTenure tenure = host.begin(grant);
		Ownership.Cession cededBy = grant.cededBy();
		Optional<byte[]> state = (cededBy == null) ? Optional.empty()
				: this.inbox.take(new StatePart.Id(grant.key().name(), grant.key().index(), cededBy.token().value()));
		if (tenure.keeper() instanceof SlotReplication replication) {
			return recovered(host, tenure, replication, state);
		}
		return restored(tenure, state).thenRun(() -> host.open(tenure));
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

	private CompletionStage<Void> recovered(SlotHost host, SlotTenure tenure, SlotReplication replication,
			Optional<byte[]> state) {
		StateRecovery recovery = host.recovery(tenure);
		this.recoveries.put(tenure, recovery);
		return recovery.start()
			.whenComplete((ignored, failure) -> this.recoveries.remove(tenure))
			.thenCompose((told) -> restored(tenure, state).thenRun(() -> {
				replication.open(told);
				host.open(tenure);
				tenure.startKept();
			}));
	}

	@Override
	public void abandonActivation(Grant grant) {
		tenure(grant).map(this.recoveries::get).ifPresent(StateRecovery::abandon);
	}

	@Override
	public CompletionStage<Void> release(Grant grant, @Nullable NodeId next) {
		return tenure(grant).map((tenure) -> tenure.release(next))
			.orElseGet(() -> CompletableFuture.completedFuture(null));
	}

	@Override
	public void revoke(Grant grant, String reason) {
		host(grant.key()).ifPresent((host) -> host.tenure(grant).ifPresent((tenure) -> {
			tenure.close();
			host.end(tenure);
		}));
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
		if (!mine) {
			host(key).ifPresent((host) -> host.ownedElsewhere(row.node(), row.token().value()));
		}
		if (!mine || cededBy == null) {
			this.inbox.discard(key.name(), key.index(), row.token().value());
		}
	}

}
