package io.distsys.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Least loaded, and otherwise where it is: a resource moves only if its node has at least
 * two more than the node that it would move to. For few resources that are costly to
 * move, such as singletons.
 *
 * @since 0.1
 */
public final class SpreadPlacement implements Placement {

	@Override
	public List<@Nullable NodeId> place(List<Item> items) {
		Map<NodeId, Integer> load = new HashMap<>();
		for (Item item : items) {
			if (item.current() != null) {
				load.merge(item.current(), 1, Integer::sum);
			}
		}
		List<@Nullable NodeId> result = new ArrayList<>(items.size());
		for (Item item : items) {
			NodeId current = item.current();
			NodeId lightest = lightest(item, load);
			if (lightest == null) {
				result.add(null);
			}
			else if (current != null && load.getOrDefault(current, 0) - load.getOrDefault(lightest, 0) < 2) {
				result.add(current);
			}
			else {
				if (current != null) {
					load.merge(current, -1, Integer::sum);
				}
				load.merge(lightest, 1, Integer::sum);
				result.add(lightest);
			}
		}
		return result;
	}

	private static @Nullable NodeId lightest(Item item, Map<NodeId, Integer> load) {
		long nameHash = RendezvousHash.ofName(item.name());
		return item.candidates()
			.stream()
			.min(Comparator.<NodeId>comparingInt((node) -> load.getOrDefault(node, 0))
				.thenComparing(
						Comparator.<NodeId>comparingLong((node) -> RendezvousHash.weight(node, nameHash, item.index()))
							.reversed()))
			.orElse(null);
	}

}
