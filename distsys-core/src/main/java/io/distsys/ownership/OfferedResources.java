package io.distsys.ownership;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a node offers to own: the same resources once, on the terms that were said last.
 * Thread-safe: who reads all of it sees no offer missing that only gets other terms.
 *
 * @since 0.1
 */
public final class OfferedResources {

	/** Sorted by the resources, whatever the terms are. */
	private final SortedSet<Offer> offers = new TreeSet<>();

	/**
	 * Offer resources.
	 * @param offer the offer
	 * @return whether they were not offered before
	 */
	public synchronized boolean add(Offer offer) {
		return this.offers.add(offer);
	}

	/**
	 * Take an offer back, whatever its terms are now.
	 * @param offer what was offered
	 * @return whether it was
	 */
	public synchronized boolean remove(Offer offer) {
		return this.offers.remove(offer);
	}

	/**
	 * Offer the same resources on other terms.
	 * @param offer the resources with the new terms
	 * @return whether they are offered
	 */
	public synchronized boolean describe(Offer offer) {
		return this.offers.remove(offer) && this.offers.add(offer);
	}

	/**
	 * All that is offered now.
	 * @return a copy, in which offers on other terms are others
	 */
	public synchronized Set<Offer> all() {
		return Set.copyOf(this.offers);
	}

}
