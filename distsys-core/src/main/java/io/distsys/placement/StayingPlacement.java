package io.distsys.placement;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What is somewhere stays, unless a node is there that is preferred more. What is free
 * goes to one of the most preferred candidates.
 */
final class StayingPlacement extends CountingPlacement {

	/** The largest rendezvous weight. */
	static final Choice BY_HASH = (item, load) -> byWeight(item);

	/** The fewest resources of all that are placed, of equals the largest weight. */
	static final Choice BY_LOAD = (item, load) -> Comparator.<NodeId>comparingInt((node) -> load.getOrDefault(node, 0))
		.thenComparing(byWeight(item));

	private final Choice choice;

	StayingPlacement(Choice choice) {
		this.choice = choice;
	}

	@Override
	@Nullable NodeId choose(Item item, Map<NodeId, Integer> load) {
		NodeId current = item.current();
		List<NodeId> preferred = item.preferred();
		boolean stays = current != null && (item.resting() || preferred.contains(current));
		return stays ? current : preferred.stream().min(this.choice.order(item, load)).orElse(null);
	}

	private static Comparator<NodeId> byWeight(Item item) {
		return RendezvousOrder.of(item.name(), item.index());
	}

	/** Which of several candidates is taken. */
	@FunctionalInterface
	interface Choice {

		/**
		 * Order the candidates.
		 * @param item what is to be placed
		 * @param load how many each node has
		 * @return the order, the best first
		 */
		Comparator<NodeId> order(Item item, Map<NodeId, Integer> load);

	}

}
