package io.distsys.available;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Offer;
import io.distsys.ownership.ResourceKey;

/**
 * Who should own what by what one node sees; an instant of it.
 *
 * @param nodes the nodes in view that have been heard, this one included
 * @param places the node that should own each resource which somebody can own
 * @since 0.1
 */
public record AvailablePlan(Map<NodeId, Candidate> nodes, Map<ResourceKey, NodeId> places) {

	/** Of a node that has seen nothing yet. */
	static final AvailablePlan NOTHING = new AvailablePlan(Map.of(), Map.of());

	public AvailablePlan {
		nodes = Map.copyOf(nodes);
		places = Map.copyOf(places);
	}

	/**
	 * The nodes that can take a resource, in the order in which they would have it one
	 * after another if those before were lost.
	 * @param key the resource
	 * @return the nodes, the one that should own it first; empty if nobody can
	 */
	public List<NodeId> order(ResourceKey key) {
		return ViewPlacement.order(key, this.nodes);
	}

	/**
	 * What a node says of itself.
	 *
	 * @param leaving whether it takes nothing because it leaves
	 * @param offers what it offers to own, with its terms
	 * @param declined what of it it could not begin and does not want for a while
	 */
	public record Candidate(boolean leaving, Set<Offer> offers, Set<ResourceKey> declined) {

		public Candidate {
			offers = Set.copyOf(offers);
			declined = Set.copyOf(declined);
		}

		/**
		 * The terms on which the node can take a resource now.
		 * @param key the resource
		 * @return its own terms, or empty if it cannot
		 */
		Optional<Offer.Terms> terms(ResourceKey key) {
			return (this.leaving || this.declined.contains(key)) ? Optional.empty()
					: offer(key).filter((offer) -> key.index() < offer.count()).map(Offer::terms);
		}

		/**
		 * What it offers of a resource.
		 * @param key the resource
		 * @return the offer, or empty if it does not offer it
		 */
		public Optional<Offer> offer(ResourceKey key) {
			return this.offers.stream().filter((offer) -> offer.isOf(key.kind(), key.name())).findFirst();
		}

	}

}
