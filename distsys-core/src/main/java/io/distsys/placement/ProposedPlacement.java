package io.distsys.placement;

import java.util.ArrayList;
import java.util.List;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Puts each resource of one name where somebody has proposed, if it may be there, and the
 * others by {@link PlacementStrategy#CONSISTENT}.
 *
 * @since 0.1
 */
public final class ProposedPlacement implements Placement {

	private final List<NodeId> proposed;

	/**
	 * Create it.
	 * @param proposed the node for each resource by its number; a node that may not have
	 * it counts for nothing, nor does a number that is missing
	 */
	public ProposedPlacement(List<NodeId> proposed) {
		this.proposed = List.copyOf(proposed);
	}

	@Override
	public List<@Nullable NodeId> place(List<Item> items) {
		List<@Nullable NodeId> result = new ArrayList<>(items.size());
		List<Item> others = new ArrayList<>();
		for (Item item : items) {
			NodeId place = proposedFor(item);
			result.add(place);
			if (place == null) {
				others.add(item);
			}
		}
		List<@Nullable NodeId> places = PlacementStrategy.CONSISTENT.placement().place(others);
		int next = 0;
		for (int i = 0; i < items.size(); i++) {
			if (result.get(i) == null) {
				result.set(i, places.get(next++));
			}
		}
		return result;
	}

	private @Nullable NodeId proposedFor(Item item) {
		NodeId place = (item.index() < this.proposed.size()) ? this.proposed.get(item.index()) : null;
		return (place != null && item.preferred().contains(place)) ? place : null;
	}

}
