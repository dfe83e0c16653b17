package io.distsys.available;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Offer;
import io.distsys.ownership.ResourceKey;
import io.distsys.placement.RendezvousOrder;
import io.distsys.placement.VersionOrder;

/**
 * Who should own what: a pure function of the nodes that a node sees and of what they
 * announce. Who owns something now plays no part in it, so that two nodes with the same
 * view need not talk to agree. Each resource is placed for itself, without a bound of the
 * load: so a node that is lost moves only what it had, and of two nodes that see each
 * other never both begin one.
 */
final class ViewPlacement {

	private static final Comparator<Offer.Terms> BETTER = Comparator.comparingInt(Offer.Terms::preference)
		.thenComparing(Offer.Terms::version, VersionOrder.INSTANCE);

	private ViewPlacement() {
	}

	/**
	 * The owner of each resource that somebody offers to own.
	 * @param nodes the nodes in view, this one included, and what each says of itself
	 * @return the owners; a resource that nobody can take now is not among them
	 */
	static Map<ResourceKey, NodeId> owners(Map<NodeId, AvailablePlan.Candidate> nodes) {
		Map<ResourceKey, Integer> counts = new TreeMap<>();
		nodes.values()
			.forEach((node) -> node.offers()
				.forEach(
						(offer) -> counts.merge(ResourceKey.of(offer.kind(), offer.name()), offer.count(), Math::max)));
		Map<ResourceKey, NodeId> owners = new HashMap<>();
		counts.forEach((name, count) -> {
			for (int index = 0; index < count; index++) {
				ResourceKey key = new ResourceKey(name.kind(), name.name(), index);
				able(key, nodes).stream()
					.min(RendezvousOrder.of(key.name(), key.index()))
					.ifPresent((owner) -> owners.put(key, owner));
			}
		});
		return owners;
	}

	/** Of those that can take it the most preferred, and of these the newest. */
	private static List<NodeId> able(ResourceKey key, Map<NodeId, AvailablePlan.Candidate> nodes) {
		Map<NodeId, Offer.Terms> able = terms(key, nodes);
		Offer.Terms best = able.values().stream().max(BETTER).orElse(Offer.Terms.NONE);
		return able.keySet().stream().filter((node) -> BETTER.compare(able.get(node), best) == 0).toList();
	}

	private static Map<NodeId, Offer.Terms> terms(ResourceKey key, Map<NodeId, AvailablePlan.Candidate> nodes) {
		Map<NodeId, Offer.Terms> able = new HashMap<>();
		nodes.forEach((node, said) -> said.terms(key).ifPresent((terms) -> able.put(node, terms)));
		return able;
	}

	/**
	 * Who would own a resource, one after another.
	 * @param nodes the nodes in view, and what each says of itself
	 * @return the nodes that can take it, the one that should first
	 */
	static List<NodeId> order(ResourceKey key, Map<NodeId, AvailablePlan.Candidate> nodes) {
		Map<NodeId, Offer.Terms> able = terms(key, nodes);
		Comparator<NodeId> byTerms = Comparator.comparing(able::get, BETTER.reversed());
		return able.keySet()
			.stream()
			.sorted(byTerms.thenComparing(RendezvousOrder.of(key.name(), key.index())))
			.toList();
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
		return (RendezvousOrder.of(key.name(), key.index()).compare(one, other) <= 0) ? one : other;
	}

}
