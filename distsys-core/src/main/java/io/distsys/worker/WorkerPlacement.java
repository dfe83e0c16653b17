package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.distsys.cluster.Node;
import io.distsys.ownership.Offer;
import io.distsys.placement.NodeSelection;
import io.distsys.placement.PlacementStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Where the workers of a type may live, and where they should.
 *
 * @param strategy how slots are spread over the nodes that may have them
 * @param selection which nodes these are
 * @param minimumNodes a free slot is given away only while so many nodes take work
 * @param function says where slots should be, in place of the strategy; {@literal null}
 * for the strategy
 * @since 0.1
 */
public record WorkerPlacement(PlacementStrategy strategy, NodeSelection selection, int minimumNodes,
		@Nullable SlotPlacement function) {

	public WorkerPlacement {
		if (minimumNodes < 1) {
			throw new IllegalArgumentException("minimumNodes must be at least 1, not " + minimumNodes);
		}
	}

	/**
	 * A placement by a strategy.
	 * @param strategy how slots are spread over the nodes that may have them
	 * @param selection which nodes these are
	 * @param minimumNodes a free slot is given away only while so many nodes take work
	 */
	public WorkerPlacement(PlacementStrategy strategy, NodeSelection selection, int minimumNodes) {
		this(strategy, selection, minimumNodes, null);
	}

	/**
	 * The same placement with a function in place of the strategy.
	 * @param other says where slots should be
	 * @return a copy
	 */
	public WorkerPlacement with(SlotPlacement other) {
		return new WorkerPlacement(this.strategy, this.selection, this.minimumNodes, other);
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
		Offer.Terms terms = new Offer.Terms(this.selection.preference(node), "", Duration.ZERO, this.minimumNodes,
				(this.strategy != PlacementStrategy.CONSISTENT) ? this.strategy.name() : "", List.of());
		return (this.function != null) ? terms.proposing(List.of()) : terms;
	}

}
