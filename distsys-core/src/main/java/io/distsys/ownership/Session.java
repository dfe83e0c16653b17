package io.distsys.ownership;

import java.time.Duration;
import java.util.Set;

/**
 * The lease of one node: it holds everything that the node owns (Gray and Cheriton,
 * "Leases", 1989; the session of Chubby and ZooKeeper).
 *
 * @param id its identity
 * @param attempt the opener's own number, so that a repeated command opens nothing twice
 * @param ttl how long it lives without a renewal
 * @param renewedAt index of the log entry that renewed it last
 * @param draining whether the node leaves and takes nothing new
 * @param offers what the node is able to own
 * @since 0.1
 */
public record Session(SessionId id, long attempt, Duration ttl, long renewedAt, boolean draining, Set<Offer> offers) {

	public Session {
		offers = Set.copyOf(offers);
	}

	/** Whether the node says that it is able to own a resource. */
	boolean offers(ResourceKey key) {
		return this.offers.stream().anyMatch((offer) -> offer.has(key));
	}

	/** Whether the node says that it is able to own some resource of a kind. */
	boolean offersAny(String kind) {
		for (Offer offer : this.offers) {
			if (offer.kind().equals(kind)) {
				return true;
			}
		}
		return false;
	}

	Session renewed(long index) {
		return new Session(this.id, this.attempt, this.ttl, index, this.draining, this.offers);
	}

	Session drained() {
		return new Session(this.id, this.attempt, this.ttl, this.renewedAt, true, this.offers);
	}

	Session offering(Set<Offer> newOffers) {
		return new Session(this.id, this.attempt, this.ttl, this.renewedAt, this.draining, newOffers);
	}

}
