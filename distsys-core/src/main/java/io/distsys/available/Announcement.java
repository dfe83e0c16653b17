package io.distsys.available;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;

/**
 * What a node says of itself; the larger version is the later word.
 *
 * @param version grows with every change
 * @param draining whether the node leaves and takes nothing new
 * @param offers what it is able to own
 * @param declined what of it it could not activate, and does not want for a while
 * @param holdings what it owns
 */
record Announcement(long version, boolean draining, Set<Offer> offers, Set<ResourceKey> declined,
		Map<ResourceKey, Holding> holdings) {

	/** The word of a node that has not started to take part. */
	static final Announcement NOTHING = new Announcement(0, false, Set.of(), Set.of(), Map.of());

	Announcement {
		offers = Set.copyOf(offers);
		declined = Set.copyOf(declined);
		holdings = Map.copyOf(holdings);
	}

	/**
	 * The terms on which the node can take a resource now.
	 * @param offer the offer of some node
	 * @param key the resource
	 * @return its own terms, or empty if it cannot
	 */
	Optional<Offer.Terms> terms(Offer offer, ResourceKey key) {
		return (this.draining || this.declined.contains(key)) ? Optional.empty()
				: this.offers.stream().filter(offer::isOfSame).map(Offer::terms).findFirst();
	}

	/** What follows from a node that does not take part any more. */
	Announcement ended() {
		boolean isNothing = this.offers.isEmpty() && this.holdings.isEmpty();
		return isNothing ? this : new Announcement(this.version + 1, true, Set.of(), Set.of(), Map.of());
	}

	/**
	 * What a node owns.
	 *
	 * @param token the token of its grant
	 * @param state how far it is
	 */
	record Holding(FencingToken token, Ownership.State state) {

	}

}
