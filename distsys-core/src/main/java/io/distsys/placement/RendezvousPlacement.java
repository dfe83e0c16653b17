package io.distsys.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Rendezvous hashing with bounded load: each resource goes to the candidate with the
 * largest weight, of those that are preferred most, that is not yet full (Mirrokni,
 * Thorup and Zadimoghaddam, "Consistent hashing with bounded loads", 2016). For many
 * resources a name, such as slots.
 *
 * @since 0.1
 */
public final class RendezvousPlacement implements Placement {

	private static final double SLACK = 0.1;

	@Override
	public List<@Nullable NodeId> place(List<Item> items) {
		Map<String, Integer> counts = new HashMap<>();
		items.forEach((item) -> counts.merge(item.name(), 1, Integer::sum));
		Map<String, Map<NodeId, Integer>> loads = new HashMap<>();
		List<@Nullable NodeId> result = new ArrayList<>(items.size());
		for (Item item : items) {
			Map<NodeId, Integer> load = loads.computeIfAbsent(item.name(), (name) -> new HashMap<>());
			NodeId chosen = choose(item, load, counts.getOrDefault(item.name(), 0));
			if (chosen != null) {
				load.merge(chosen, 1, Integer::sum);
			}
			result.add(chosen);
		}
		return result;
	}

	private static @Nullable NodeId choose(Item item, Map<NodeId, Integer> load, int count) {
		List<NodeId> candidates = item.preferred();
		if (candidates.isEmpty()) {
			return null;
		}
		int capacity = (int) Math.ceil((1 + SLACK) * count / candidates.size());
		Comparator<NodeId> order = RendezvousOrder.of(item.name(), item.index());
		return candidates.stream()
			.filter((node) -> load.getOrDefault(node, 0) < capacity)
			.min(order)
			.orElseGet(() -> candidates.stream().min(order).orElseThrow());
	}

}
