package io.distsys.worker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the user's {@link SlotPlacement} whenever the nodes have changed that may have the
 * slots, and puts the answer into this node's offer. It is looked on the core's loop, and
 * asked on a thread for user code; one question at a time.
 */
final class PlacementAsker {

	/** What the planner is told in place of a node, where the user does not care. */
	private static final NodeId NOBODY = new NodeId(0, 0);

	private static final Logger logger = LoggerFactory.getLogger(PlacementAsker.class);

	private final WorkerNode.Seams seams;

	private final Offer offer;

	private final SlotPlacement function;

	/** As they were offered last; touched on the loop. */
	private Offer.Terms terms;

	private List<Node> asked = List.of();

	private boolean asking;

	/**
	 * @param offer what this node offers of the type
	 */
	PlacementAsker(WorkerNode.Seams seams, Offer offer, SlotPlacement function) {
		this.seams = seams;
		this.offer = offer;
		this.terms = offer.terms();
		this.function = function;
	}

	/** Ask if there is something new. On the loop. */
	void look() {
		List<Node> candidates = candidates();
		if (this.asking || candidates.isEmpty() || candidates.equals(this.asked)) {
			return;
		}
		this.asking = true;
		SlotPlacement.Situation situation = new SlotPlacement.Situation(this.offer.name(), candidates, current());
		try {
			this.seams.executor().execute(() -> ask(situation));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A placement is asked later slots={}", this.offer.name(), ex);
			this.asking = false;
		}
	}

	private List<Node> candidates() {
		return this.seams.ownerships()
			.view()
			.sessions()
			.stream()
			.filter((session) -> !session.draining() && session.offers().stream().anyMatch(this.offer::isOfSame))
			.sorted(Comparator.comparingLong((Session session) -> session.id().openedAt()))
			.flatMap((session) -> this.seams.cluster().view().find(session.id().node()).stream())
			.toList();
	}

	private List<@Nullable NodeId> current() {
		List<@Nullable NodeId> current = new ArrayList<>(this.offer.count());
		for (int slot = 0; slot < this.offer.count(); slot++) {
			current.add(this.seams.ownerships()
				.view()
				.find(new ResourceKey(this.offer.kind(), this.offer.name(), slot))
				.map(Ownership::node)
				.orElse(null));
		}
		return current;
	}

	private void ask(SlotPlacement.Situation situation) {
		List<NodeId> places = null;
		try {
			places = checked(situation, Objects.requireNonNull(this.function.place(situation), "it has returned null"));
		}
		catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
			logger.error("A placement failed, what it has said last stays slots={}", this.offer.name(), ex);
		}
		answered(situation.candidates(), places);
	}

	private void answered(List<Node> candidates, @Nullable List<NodeId> places) {
		this.seams.loop().execute(() -> {
			this.asking = false;
			this.asked = candidates;
			if (places != null) {
				describe(this.terms.proposing(places));
			}
		});
	}

	/** Have this node keep the slots that it has, and be given no more. */
	void takeNothingNew() {
		this.seams.loop().execute(() -> describe(this.terms.keepingOnly()));
	}

	private void describe(Offer.Terms newTerms) {
		this.terms = newTerms;
		this.seams.ownerships().describe(this.offer.with(newTerms));
	}

	private List<NodeId> checked(SlotPlacement.Situation situation, List<@Nullable NodeId> said) {
		List<NodeId> candidates = situation.candidates().stream().map(Node::id).toList();
		List<NodeId> places = new ArrayList<>(this.offer.count());
		int refused = 0;
		for (int slot = 0; slot < this.offer.count(); slot++) {
			NodeId place = (slot < said.size()) ? said.get(slot) : null;
			boolean fits = place != null && candidates.contains(place);
			refused += (place == null || fits) ? 0 : 1;
			places.add((place != null && fits) ? place : NOBODY);
		}
		if (refused > 0 || said.size() > this.offer.count()) {
			logger.warn("A placement names nodes that cannot have slots, or slots that there are not, which is ignored"
					+ " slots={} refused={} said={}", this.offer.name(), refused, said.size());
		}
		return places;
	}

}
