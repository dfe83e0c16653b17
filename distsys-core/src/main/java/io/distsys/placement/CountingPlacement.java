package io.distsys.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Places one resource after the other, each by how many every node has by then.
 */
abstract class CountingPlacement implements Placement {

	@Override
	public final List<@Nullable NodeId> place(List<Item> items) {
		Map<NodeId, Integer> load = new HashMap<>();
		for (Item item : items) {
			if (item.current() != null) {
				load.merge(item.current(), 1, Integer::sum);
			}
		}
		List<@Nullable NodeId> result = new ArrayList<>(items.size());
		for (Item item : items) {
			NodeId chosen = choose(item, load);
			if (chosen != null && !chosen.equals(item.current())) {
				load.merge(chosen, 1, Integer::sum);
				if (item.current() != null) {
					load.merge(item.current(), -1, Integer::sum);
				}
			}
			result.add(chosen);
		}
		return result;
	}

	/**
	 * Choose the node of one resource.
	 * @param item the resource
	 * @param load how many resources each node has now; 0 if it is not among the keys
	 * @return the node, or {@literal null} where no node can have it
	 */
	abstract @Nullable NodeId choose(Item item, Map<NodeId, Integer> load);

}
