package io.distsys.placement;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * For few resources that are costly to move, such as singletons. Of the candidates only
 * those count that are preferred most. What is free goes to those among them that run the
 * newest version of the application, there to the least loaded, and of equals to the one
 * that joined last.
 * <p>
 * What is somewhere stays, unless a node that is preferred more is there (it then takes
 * over), or its node has at least two more than the node that it would move to. While
 * there are candidates of different versions nothing moves for the load: their nodes are
 * about to be replaced, and each move would be followed by another. Together with the
 * choice of the newest and the youngest this bounds what a rolling update costs: a
 * resource moves at most once to a node that is still to be replaced.
 *
 * @since 0.1
 */
public final class SpreadPlacement extends CountingPlacement {

	@Override
	@Nullable NodeId choose(Item item, Map<NodeId, Integer> load) {
		NodeId current = item.current();
		if (current != null && item.resting()) {
			return current;
		}
		List<NodeId> preferred = item.preferred();
		if (current == null || !preferred.contains(current)) {
			return best(item, preferred, byVersion(item).thenComparing(byLoad(load)));
		}
		NodeId lightest = best(item, preferred, byLoad(load));
		boolean worthIt = lightest != null && load.getOrDefault(current, 0) - load.getOrDefault(lightest, 0) >= 2
				&& isOfOneVersion(item);
		return worthIt ? lightest : current;
	}

	private static boolean isOfOneVersion(Item item) {
		return item.candidates().stream().map((node) -> item.meritOf(node).version()).distinct().count() <= 1;
	}

	private static Comparator<NodeId> byVersion(Item item) {
		return Comparator.comparing((node) -> item.meritOf(node).version(), VersionOrder.INSTANCE.reversed());
	}

	private static Comparator<NodeId> byLoad(Map<NodeId, Integer> load) {
		return Comparator.comparingInt((node) -> load.getOrDefault(node, 0));
	}

	private static @Nullable NodeId best(Item item, List<NodeId> nodes, Comparator<NodeId> order) {
		long nameHash = RendezvousHash.ofName(item.name());
		Comparator<NodeId> byAge = Comparator.comparingLong((node) -> item.meritOf(node).joined());
		Comparator<NodeId> byWeight = Comparator
			.comparingLong((node) -> RendezvousHash.weight(node, nameHash, item.index()));
		return nodes.stream()
			.min(order.thenComparing(byAge.reversed()).thenComparing(byWeight.reversed()))
			.orElse(null);
	}

}
