package io.distsys.actuate;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Session;
import io.distsys.singleton.ClusterSingletons;

/**
 * Takes back what this node offers to own, so that it moves elsewhere, and offers it
 * again. What no other node offers is left alone: it would end. Survives the loss of the
 * session, and ends with the process. Thread-safe; does not block.
 */
final class WithheldOffers {

	private final Ownerships ownerships;

	private final NodeId self;

	private final Set<Offer> taken = new HashSet<>();

	private final Set<String> singletons = new HashSet<>();

	private boolean drained;

	WithheldOffers(Ownerships ownerships, NodeId self) {
		this.ownerships = ownerships;
		this.self = self;
	}

	/**
	 * Take back everything that another node offers too.
	 * @return what could not be taken back, because no other node offers it
	 */
	synchronized Set<String> drain() {
		this.drained = true;
		List<Offer> own = own();
		own.stream().filter(this::isOfferedElsewhere).forEach(this::take);
		Set<String> kept = new TreeSet<>();
		own.stream().filter((offer) -> !this.taken.contains(offer)).forEach((offer) -> kept.add(describe(offer)));
		return kept;
	}

	/** Offer again what {@link #drain()} has taken back. */
	synchronized void undrain() {
		this.drained = false;
		giveBack((offer) -> this.singletons.stream().noneMatch((name) -> isSingleton(offer, name)));
	}

	synchronized boolean isDrained() {
		return this.drained;
	}

	/** Take back the offer of one singleton. */
	synchronized void withhold(String name) {
		this.singletons.add(name);
		own().stream().filter((offer) -> isSingleton(offer, name)).forEach(this::take);
	}

	/** Offer it again, unless this node is drained. */
	synchronized void release(String name) {
		this.singletons.remove(name);
		if (!this.drained) {
			giveBack((offer) -> isSingleton(offer, name));
		}
	}

	private void take(Offer offer) {
		this.taken.add(offer);
		this.ownerships.withdraw(offer);
	}

	private void giveBack(Predicate<Offer> which) {
		List<Offer> back = this.taken.stream().filter(which).toList();
		back.forEach(this.taken::remove);
		back.forEach(this.ownerships::offer);
	}

	private List<Offer> own() {
		return this.ownerships.view()
			.sessionOf(this.self)
			.map(Session::offers)
			.orElse(Set.of())
			.stream()
			.sorted()
			.toList();
	}

	private boolean isOfferedElsewhere(Offer offer) {
		return this.ownerships.view()
			.sessions()
			.stream()
			.filter((session) -> !session.draining() && !session.id().node().equals(this.self))
			.anyMatch((session) -> session.offers().stream().anyMatch(offer::isOfSame));
	}

	private static boolean isSingleton(Offer offer, String name) {
		return offer.isOf(ClusterSingletons.KIND, name);
	}

	private static String describe(Offer offer) {
		return offer.kind() + "/" + offer.name();
	}

}
