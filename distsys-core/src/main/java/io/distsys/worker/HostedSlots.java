package io.distsys.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;

/**
 * Finds the slots of this node's worker types that one resource stands for.
 *
 * @param types the types, by name
 */
record HostedSlots(Map<String, HostedType> types) {

	/** The slot of each type that shares it. */
	List<SlotHost> hosts(ResourceKey key) {
		return this.types.values()
			.stream()
			.filter((type) -> type.slotName().equals(key.name()) && key.index() < type.definition().slots())
			.map((type) -> type.slot(key.index()))
			.toList();
	}

	/**
	 * Open the slots that a grant is of, all at once.
	 * @param prepare begins a slot, and completes with what opens it
	 * @return completes when they are open
	 */
	CompletionStage<Void> open(Grant grant, Function<SlotHost, CompletionStage<Runnable>> prepare) {
		List<SlotHost> hosts = hosts(grant.key());
		if (hosts.isEmpty()) {
			return CompletableFuture.failedFuture(new IllegalStateException(
					"This node does not have " + grant.key() + ": do its nodes differ in the number of slots?"));
		}
		List<CompletableFuture<Runnable>> prepared = hosts.stream()
			.map((host) -> prepare.apply(host).toCompletableFuture())
			.toList();
		return CompletableFuture.allOf(prepared.toArray(CompletableFuture[]::new))
			.thenRun(() -> prepared.forEach((ready) -> ready.join().run()));
	}

	List<SlotTenure> tenures(Grant grant) {
		return hosts(grant.key()).stream().flatMap((host) -> host.tenure(grant).stream()).toList();
	}

	/** The grant has ended. */
	void end(Grant grant) {
		hosts(grant.key()).forEach((host) -> host.tenure(grant).ifPresent((tenure) -> {
			tenure.close();
			host.end(tenure);
		}));
	}

	/** Somebody has a slot. */
	void owned(NodeId self, Ownership row) {
		if (!row.node().equals(self)) {
			hosts(row.key()).forEach((host) -> host.ownedElsewhere(row.node(), row.token().value()));
		}
	}

}
