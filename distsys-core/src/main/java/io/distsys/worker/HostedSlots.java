package io.distsys.worker;

import java.util.List;
import java.util.Map;

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

	/** Why a resource is nothing to this node. */
	static IllegalStateException missing(ResourceKey key) {
		return new IllegalStateException(
				"This node does not have " + key + ": do its nodes differ in the number of slots?");
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
