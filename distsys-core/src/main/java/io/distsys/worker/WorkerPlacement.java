package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.distsys.cluster.Node;
import io.distsys.ownership.Offer;
import io.distsys.placement.NodeSelection;
import io.distsys.placement.PlacementStrategy;

/**
 * Where the workers of a type may live, and where they should.
 *
 * @param strategy how slots are spread over the nodes that may have them
 * @param selection which nodes these are
 * @param minimumNodes a free slot is given away only while so many nodes take work
 * @since 0.1
 */
public record WorkerPlacement(PlacementStrategy strategy, NodeSelection selection, int minimumNodes) {

	public WorkerPlacement {
		if (minimumNodes < 1) {
			throw new IllegalArgumentException("minimumNodes must be at least 1, not " + minimumNodes);
		}
	}

	/**
	 * On all nodes, by the hash of the slot.
	 * @return the default
	 */
	public static WorkerPlacement ofDefaults() {
		return new WorkerPlacement(PlacementStrategy.CONSISTENT, NodeSelection.anywhere(), 1);
	}

	static WorkerPlacement of(Placed placed) {
		return new WorkerPlacement(placed.strategy(),
				new NodeSelection(Set.copyOf(List.of(placed.nodes())), Set.copyOf(List.of(placed.roles())),
						Set.copyOf(List.of(placed.zones())), Set.copyOf(List.of(placed.excludedNodes())),
						Set.copyOf(List.of(placed.excludedRoles())), Set.copyOf(List.of(placed.excludedZones())),
						List.of(placed.preferredNodes()), List.of(placed.preferredZones())),
				placed.minimumNodes());
	}

	/** What a node offers that may have slots. */
	Offer.Terms terms(Node node) {
		String strategy = (this.strategy != PlacementStrategy.CONSISTENT) ? this.strategy.name() : "";
		return new Offer.Terms(this.selection.preference(node), "", Duration.ZERO, this.minimumNodes, strategy);
	}

}
