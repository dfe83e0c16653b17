package io.distsys.available;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Offer;
import io.distsys.ownership.ResourceKey;
import io.distsys.placement.Placement;
import io.distsys.placement.RendezvousPlacement;
import io.distsys.placement.VersionOrder;
import org.jspecify.annotations.Nullable;

/**
 * Who should own what: a pure function of the nodes that a node sees and of what they
 * announce. Who owns something now plays no part in it, so that two nodes with the same
 * view need not talk to agree.
 */
final class ViewPlacement {

	private static final Placement PLACEMENT = new RendezvousPlacement();

	private static final Comparator<Offer.Terms> BETTER = Comparator.comparingInt(Offer.Terms::preference)
		.thenComparing(Offer.Terms::version, VersionOrder.INSTANCE);

	private ViewPlacement() {
	}

	/**
	 * The owner of each resource that somebody offers to own.
	 * @param nodes the nodes in view, this one included, and what each has announced
	 * @return the owners; a resource that nobody can take now is not among them
	 */
	static Map<ResourceKey, NodeId> owners(SortedMap<NodeId, Announcement> nodes) {
		Map<String, Set<Offer>> byKind = new TreeMap<>();
		nodes.values()
			.stream()
			.flatMap((announcement) -> announcement.offers().stream())
			.forEach((offer) -> byKind.computeIfAbsent(offer.kind(), (kind) -> new TreeSet<>()).add(offer));
		Map<ResourceKey, NodeId> owners = new HashMap<>();
		byKind.forEach((kind, offers) -> {
			List<Placement.Item> items = items(offers, nodes);
			List<@Nullable NodeId> places = PLACEMENT.place(items);
			for (int i = 0; i < items.size(); i++) {
				NodeId place = places.get(i);
				if (place != null) {
					owners.put(new ResourceKey(kind, items.get(i).name(), items.get(i).index()), place);
				}
			}
		});
		return owners;
	}

	private static List<Placement.Item> items(Set<Offer> offers, SortedMap<NodeId, Announcement> nodes) {
		List<Placement.Item> items = new ArrayList<>();
		Map<String, Offer> largest = new TreeMap<>();
		for (Offer offer : offers) {
			largest.merge(offer.name(), offer, (one, other) -> (one.count() >= other.count()) ? one : other);
		}
		for (Offer offer : largest.values()) {
			for (int index = 0; index < offer.count(); index++) {
				ResourceKey key = new ResourceKey(offer.kind(), offer.name(), index);
				items.add(new Placement.Item(offer.name(), index, candidates(nodes, offer, key), null));
			}
		}
		return items;
	}

	/** Of those that can take it the most preferred, and of these the newest. */
	private static List<NodeId> candidates(SortedMap<NodeId, Announcement> nodes, Offer offer, ResourceKey key) {
		SortedMap<NodeId, Offer.Terms> able = new TreeMap<>();
		nodes.forEach((node, said) -> said.terms(offer, key).ifPresent((terms) -> able.put(node, terms)));
		Offer.Terms best = able.values().stream().max(BETTER).orElse(Offer.Terms.NONE);
		return able.keySet().stream().filter((node) -> BETTER.compare(able.get(node), best) == 0).toList();
	}

	/**
	 * Who is kept of two nodes that both own a resource: the one that placement prefers.
	 * It depends on the two alone, not on views, so that both sides and every onlooker
	 * give the same answer at once.
	 * @param key the resource
	 * @param one a node
	 * @param other another node
	 * @return the one that is kept
	 */
	static NodeId kept(ResourceKey key, NodeId one, NodeId other) {
		List<NodeId> both = Stream.of(one, other).sorted().toList();
		NodeId kept = PLACEMENT.place(List.of(new Placement.Item(key.name(), key.index(), both, null))).get(0);
		return (kept != null) ? kept : one;
	}

}
