package io.distsys.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.cluster.Node;
import io.distsys.ownership.Allotment;
import io.distsys.ownership.Offer;

/** What this node offers: the slots of the worker types that it may run. Thread-safe. */
final class SlotOffers {

	private final WorkerNode.Seams seams;

	private final SlotSides sides;

	/** To whom; guarded by this. */
	private final Map<Offer, Allotment> offered = new HashMap<>();

	/** Those who ask the user where slots should be, by the name of the slots. */
	private final Map<String, PlacementAsker> askers = new ConcurrentHashMap<>();

	/** Guarded by this. */
	private boolean nothingNew;

	SlotOffers(WorkerNode.Seams seams, SlotSides sides) {
		this.seams = seams;
		this.sides = sides;
	}

	/** Types that share slots offer the same. */
	synchronized void offer(WorkerTypeDefinition definition) {
		Node self = this.seams.cluster().self();
		WorkerPlacement placement = definition.placement();
		if (!this.nothingNew && placement.selection().admits(self)) {
			Offer offer = new Offer(WorkerNode.KIND, WorkerNode.slotNameOf(definition.name()), definition.slots(),
					placement.terms(self));
			Allotment allotment = this.sides.of(definition.guarantee()).allotment();
			this.offered.put(offer, allotment);
			allotment.offer(offer);
			SlotPlacement function = placement.function();
			if (function != null) {
				this.askers.computeIfAbsent(offer.name(), (name) -> new PlacementAsker(this.seams, offer, function));
			}
		}
	}

	/** Keep the slots that are here, and be given no more. */
	synchronized void takeNothingNew() {
		this.nothingNew = true;
		this.offered.forEach((offer, allotment) -> {
			PlacementAsker asker = this.askers.get(offer.name());
			if (asker != null) {
				asker.takeNothingNew();
			}
			else {
				allotment.describe(offer.with(offer.terms().keepingOnly()));
			}
		});
	}

	/** Have the user asked whose nodes have changed. On the loop. */
	void look() {
		this.askers.values().forEach(PlacementAsker::look);
	}

}
