package io.distsys.placement;

import java.util.Comparator;

import io.distsys.cluster.NodeId;

/**
 * The order of nodes for one resource by their rendezvous weights (Thaler and
 * Ravishankar, "Using name-based mappings to increase hit rates", 1998): the first of
 * those that can have it should, and the next ones follow when it is lost. Without a node
 * the order of the others is the same.
 *
 * @since 0.1
 */
public final class RendezvousOrder {

	private RendezvousOrder() {
	}

	/**
	 * The order for a resource.
	 * @param name its name
	 * @param index its number within the name
	 * @return the order, the best node first; the same on all nodes
	 */
	public static Comparator<NodeId> of(String name, int index) {
		long nameHash = RendezvousHash.ofName(name);
		return Comparator.<NodeId>comparingLong((node) -> RendezvousHash.weight(node, nameHash, index))
			.thenComparing(Comparator.naturalOrder())
			.reversed();
	}

}
