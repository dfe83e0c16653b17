package io.distsys.available;

import java.util.Map;
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

	/** What of it matters to who should own what. */
	AvailablePlan.Candidate candidate() {
		return new AvailablePlan.Candidate(this.draining, this.offers, this.declined);
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
