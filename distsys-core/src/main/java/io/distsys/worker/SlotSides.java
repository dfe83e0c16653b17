package io.distsys.worker;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.distsys.available.AvailableNode;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import org.jspecify.annotations.Nullable;

/**
 * The owners of the slots of all guarantees: a name of slots is known to one of them.
 */
final class SlotSides {

	private final Ownerships ownerships;

	private final @Nullable AvailableNode available;

	private final SlotSide strong;

	private final SlotSide other;

	private final Map<String, HostedType> types;

	/**
	 * @param available owns slots without a majority, {@literal null} if there are none
	 * @param types the types that this node runs
	 */
	SlotSides(Ownerships ownerships, @Nullable AvailableNode available, Map<String, HostedType> types) {
		this.ownerships = ownerships;
		this.available = available;
		this.types = types;
		this.strong = new SlotSide(ownerships, ownerships.lease());
		this.other = (available != null) ? new SlotSide(available, new EndlessLease()) : this.strong;
	}

	/** The side of a guarantee. */
	SlotSide of(Guarantee guarantee) {
		return (guarantee == Guarantee.AVAILABLE) ? this.other : this.strong;
	}

	/** The side that the slots of a name are on, as far as this node knows. */
	SlotSide of(String slots) {
		Optional<Guarantee> own = this.types.values()
			.stream()
			.filter((type) -> type.slotName().equals(slots))
			.map((type) -> type.definition().guarantee())
			.findAny();
		return of(own
			.orElseGet(() -> availableOffers(slots).findAny().isPresent() ? Guarantee.AVAILABLE : Guarantee.STRONG));
	}

	Optional<Ownership> find(ResourceKey slot) {
		Optional<Ownership> row = this.ownerships.view().find(slot);
		return (row.isEmpty() && this.available != null) ? this.available.view().find(slot) : row;
	}

	/** The owned slots of all names. */
	Stream<Ownership> all() {
		Stream<Ownership> strongOnes = this.ownerships.view().ofKind(WorkerNode.KIND);
		AvailableNode node = this.available;
		return (node == null) ? strongOnes : Stream.concat(strongOnes, node.view().ofKind(WorkerNode.KIND));
	}

	/** What nodes offer of the slots of a name, those of both sides. */
	Stream<Offer> offers(String slots) {
		return Stream.concat(strongOffers(slots), availableOffers(slots));
	}

	private Stream<Offer> strongOffers(String slots) {
		return this.ownerships.view()
			.sessions()
			.stream()
			.flatMap((session) -> session.offers().stream())
			.filter((offer) -> offer.isOf(WorkerNode.KIND, slots));
	}

	private Stream<Offer> availableOffers(String slots) {
		AvailableNode node = this.available;
		return (node == null) ? Stream.empty()
				: node.plan()
					.nodes()
					.values()
					.stream()
					.flatMap((candidate) -> candidate.offers().stream())
					.filter((offer) -> offer.isOf(WorkerNode.KIND, slots));
	}

}
