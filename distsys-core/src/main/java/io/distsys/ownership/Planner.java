package io.distsys.ownership;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.RebalancePlan.Reason;
import io.distsys.placement.Placement;
import io.distsys.placement.PlacementStrategy;
import io.distsys.placement.ProposedPlacement;
import io.distsys.placement.SpreadPlacement;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is with what should be and says what to do next: a pure function of the
 * table. What is free is given away at once; what its owner cannot keep (it drains, or
 * does not offer it any more) is moved, or ends if nobody offers it; the rest moves only
 * for balance, a few at a time.
 */
final class Planner {

	private static final Placement FEW = new SpreadPlacement();

	private final int maxMoves;

	Planner(int maxMoves) {
		this.maxMoves = maxMoves;
	}

	/** How many moves may be under way at once. */
	int maxMoves() {
		return this.maxMoves;
	}

	/**
	 * Plan the next moves.
	 * @param sessions the open sessions
	 * @param rows all rows whose kind is offered by somebody
	 * @param scope what may be done now
	 * @return the moves, bounded; empty if all is where it should be
	 */
	List<Command.Move> plan(Collection<Session> sessions, Collection<Ownership> rows, Scope scope) {
		return steps(sessions, rows, scope).stream().map(Step::move).toList();
	}

	/**
	 * Plan the next moves, and say why.
	 * @param sessions the open sessions
	 * @param rows all rows whose kind is offered by somebody
	 * @param scope what may be done now
	 * @return the moves, bounded, with their reasons
	 */
	List<Step> steps(Collection<Session> sessions, Collection<Ownership> rows, Scope scope) {
		Map<NodeId, Session> open = sessions.stream()
			.collect(Collectors.toMap((session) -> session.id().node(), Function.identity()));
		Map<ResourceKey, Ownership> owned = rows.stream()
			.collect(Collectors.toMap(Ownership::key, Function.identity()));
		Budget budget = new Budget(Math.max(0, this.maxMoves - underWay(rows)));
		List<Step> steps = new ArrayList<>();
		Set<ResourceKey> offered = new HashSet<>();
		Map<String, Set<Offer>> offersByKind = offersByKind(sessions);
		offersByKind.forEach((kind, offers) -> {
			List<Placement.Item> items = items(offers, sessions, owned, scope);
			Placement byKind = offers.stream().anyMatch((offer) -> offer.count() > 1)
					? PlacementStrategy.CONSISTENT.placement() : FEW;
			Map<Placement.Item, @Nullable NodeId> places = place(items, placements(kind, sessions, byKind));
			for (Placement.Item item : items) {
				ResourceKey key = new ResourceKey(kind, item.name(), item.index());
				offered.add(key);
				NodeId place = places.get(item);
				Session target = (place != null) ? open.get(place) : null;
				Step step = next(key, owned.get(key), target, open, scope, budget);
				if (step != null) {
					steps.add((step.reason() == Reason.BALANCE) ? step.because(betterPlace(item, place)) : step);
				}
			}
		});
		rows.stream()
			.filter((row) -> offersByKind.containsKey(row.key().kind()) && !offered.contains(row.key()))
			.filter((row) -> row.state() != Ownership.State.RELEASING)
			.sorted(Comparator.comparing(Ownership::key))
			.filter((row) -> budget.take())
			.forEach((row) -> steps.add(Step.of(row, null, Reason.NOT_OFFERED)));
		return steps;
	}

	/** By name; the word of the newest session counts. */
	private static Map<String, Placement> placements(String kind, Collection<Session> sessions, Placement byKind) {
		Map<String, Placement> placements = new HashMap<>();
		sessions.stream()
			.filter((session) -> !session.draining())
			.sorted(Comparator.comparing((Session session) -> session.id().openedAt()))
			.flatMap((session) -> session.offers().stream())
			.filter((offer) -> offer.kind().equals(kind))
			.forEach((offer) -> placements.put(offer.name(), placement(offer, sessions, byKind)));
		return placements;
	}

	private static Placement placement(Offer offer, Collection<Session> sessions, Placement byKind) {
		String strategy = offer.terms().strategy();
		if (strategy.equals(Offer.Terms.PROPOSED)) {
			return new ProposedPlacement(proposed(offer, sessions));
		}
		return strategy.isEmpty() ? byKind : PlacementStrategy.named(strategy).placement();
	}

	/** The oldest proposal that there is. */
	private static List<NodeId> proposed(Offer offer, Collection<Session> sessions) {
		return sessions.stream()
			.filter((session) -> !session.draining())
			.sorted(Comparator.comparingLong((Session session) -> session.id().openedAt()))
			.flatMap((session) -> session.offers().stream())
			.filter((other) -> offer.isOfSame(other) && !other.terms().proposed().isEmpty())
			.map((other) -> other.terms().proposed())
			.findFirst()
			.orElse(List.of());
	}

	private static Map<Placement.Item, @Nullable NodeId> place(List<Placement.Item> items,
			Map<String, Placement> placements) {
		Map<Placement.Item, @Nullable NodeId> places = new IdentityHashMap<>();
		Map<Placement, List<Placement.Item>> together = new LinkedHashMap<>();
		for (Placement.Item item : items) {
			Placement placement = placements.get(item.name());
			if (placement != null) {
				together.computeIfAbsent(placement, (key) -> new ArrayList<>()).add(item);
			}
		}
		together.forEach((placement, some) -> {
			List<@Nullable NodeId> chosen = placement.place(some);
			for (int i = 0; i < some.size(); i++) {
				places.put(some.get(i), chosen.get(i));
			}
		});
		return places;
	}

	/** How many moves have begun and not ended. */
	static int underWay(Collection<Ownership> rows) {
		return (int) rows.stream().filter((row) -> row.state() == Ownership.State.RELEASING).count();
	}

	private static Reason betterPlace(Placement.Item item, @Nullable NodeId place) {
		NodeId current = item.current();
		boolean isPreferred = place != null && current != null
				&& item.meritOf(place).preference() > item.meritOf(current).preference();
		return isPreferred ? Reason.PREFERENCE : Reason.BALANCE;
	}

	private static @Nullable Step next(ResourceKey key, @Nullable Ownership row, @Nullable Session target,
			Map<NodeId, Session> open, Scope scope, Budget budget) {
		SessionId to = (target != null) ? target.id() : null;
		if (row == null) {
			return (to != null && scope.grants() && areEnough(key, open.values()))
					? new Step(new Command.Move(key, null, to), null, Reason.FREE) : null;
		}
		if (row.state() == Ownership.State.RELEASING) {
			SessionId next = row.next();
			boolean nextIsFit = next != null && canBegin(open.get(next.node()), next, key);
			return (nextIsFit || to == null || to.equals(next)) ? null : Step.of(row, to, Reason.NEXT_IS_GONE);
		}
		if (row.owner().equals(to)) {
			return null;
		}
		boolean mustLeave = !canKeep(open.get(row.node()), row.owner(), key);
		if (mustLeave ? budget.take() : (scope.rebalance() && to != null && budget.take())) {
			return Step.of(row, to, mustLeave ? Reason.NOT_KEPT : Reason.BALANCE);
		}
		return null;
	}

	private static boolean canKeep(@Nullable Session session, SessionId id, ResourceKey key) {
		return session != null && session.id().equals(id) && !session.draining() && offers(session, key);
	}

	private static boolean canBegin(@Nullable Session session, SessionId id, ResourceKey key) {
		return session != null && canKeep(session, id, key)
				&& offersOf(session, key).noneMatch((offer) -> offer.terms().keepsOnly());
	}

	private static boolean offers(Session session, ResourceKey key) {
		return offersOf(session, key).anyMatch((offer) -> key.index() < offer.count());
	}

	private static Map<String, Set<Offer>> offersByKind(Collection<Session> sessions) {
		Map<String, Set<Offer>> byKind = new TreeMap<>();
		for (Session session : sessions) {
			for (Offer offer : session.offers()) {
				byKind.computeIfAbsent(offer.kind(), (kind) -> new TreeSet<>()).add(offer);
			}
		}
		return byKind;
	}

	private static Stream<Offer> offersOf(Session session, ResourceKey key) {
		return session.offers().stream().filter((offer) -> offer.isOf(key.kind(), key.name()));
	}

	/** Whether as many nodes take work as every node wants that offers the resource. */
	private static boolean areEnough(ResourceKey key, Collection<Session> open) {
		int wanted = open.stream()
			.flatMap((session) -> offersOf(session, key))
			.mapToInt((offer) -> offer.terms().minimumNodes())
			.max()
			.orElse(1);
		return wanted == 1 || open.stream().filter((session) -> !session.draining()).count() >= wanted;
	}

	private static List<Placement.Item> items(Set<Offer> offers, Collection<Session> sessions,
			Map<ResourceKey, Ownership> owned, Scope scope) {
		Map<String, Offer> largest = new TreeMap<>();
		for (Offer offer : offers) {
			largest.merge(offer.name(), offer, (one, other) -> (one.count() >= other.count()) ? one : other);
		}
		List<Placement.Item> items = new ArrayList<>();
		for (Offer offer : largest.values()) {
			SortedMap<NodeId, Placement.Merit> merits = new TreeMap<>();
			sessions.stream()
				.filter((session) -> !session.draining())
				.forEach((session) -> session.offers()
					.stream()
					.filter(offer::isOfSame)
					.forEach((own) -> merits.put(session.id().node(), merit(session, own))));
			Set<NodeId> keeping = keeping(offer, sessions);
			List<NodeId> candidates = List.copyOf(merits.keySet());
			for (int index = 0; index < offer.count(); index++) {
				ResourceKey key = new ResourceKey(offer.kind(), offer.name(), index);
				Ownership row = owned.get(key);
				NodeId current = (row != null && merits.containsKey(row.node())) ? row.node() : null;
				List<NodeId> takers = without(candidates, keeping, current);
				items.add(new Placement.Item(offer.name(), index, able(takers, scope.declined().get(key), current),
						current, merits, scope.resting().contains(key)));
			}
		}
		return items;
	}

	/** Those that keep what they have of it, and take no more. */
	private static Set<NodeId> keeping(Offer offer, Collection<Session> sessions) {
		return sessions.stream()
			.filter((session) -> session.offers()
				.stream()
				.anyMatch((own) -> offer.isOfSame(own) && own.terms().keepsOnly()))
			.map((session) -> session.id().node())
			.collect(Collectors.toSet());
	}

	/** Whoever has it now counts, however it was before. */
	private static List<NodeId> able(List<NodeId> candidates, @Nullable Set<NodeId> declined,
			@Nullable NodeId current) {
		List<NodeId> others = (declined != null) ? without(candidates, declined, current) : List.of();
		return others.isEmpty() ? candidates : others;
	}

	private static List<NodeId> without(List<NodeId> candidates, Set<NodeId> some, @Nullable NodeId current) {
		return some.isEmpty() ? candidates
				: candidates.stream().filter((node) -> node.equals(current) || !some.contains(node)).toList();
	}

	private static Placement.Merit merit(Session session, Offer offer) {
		return new Placement.Merit(offer.terms().preference(), offer.terms().version(), session.id().openedAt());
	}

	/**
	 * What may be done now.
	 *
	 * @param grants whether free resources may be given away
	 * @param rebalance whether resources may be moved to a place that is only better
	 * @param resting resources that have not been long enough where they are
	 * @param declined nodes that could not begin with a resource: it is given to them
	 * only if there is nobody else
	 */
	record Scope(boolean grants, boolean rebalance, Set<ResourceKey> resting, Map<ResourceKey, Set<NodeId>> declined) {

		Scope(boolean grants, boolean rebalance) {
			this(grants, rebalance, Set.of(), Map.of());
		}

		/** Everything that only has to wait may be done. */
		Scope withoutWaiting() {
			return new Scope(true, true, Set.of(), this.declined);
		}

	}

	/**
	 * A move, and why it is made.
	 *
	 * @param move the move
	 * @param from who has it, or {@literal null} if nobody does
	 * @param reason why
	 */
	record Step(Command.Move move, @Nullable NodeId from, Reason reason) {

		static Step of(Ownership row, @Nullable SessionId to, Reason reason) {
			return new Step(new Command.Move(row.key(), row.token(), to), row.node(), reason);
		}

		/** Whether it could stay where it is just as well. */
		boolean isOnlyBetter() {
			return this.reason == Reason.PREFERENCE || this.reason == Reason.BALANCE;
		}

		Step because(Reason other) {
			return new Step(this.move, this.from, other);
		}

		RebalancePlan.PlannedMove planned() {
			SessionId to = this.move.to();
			return new RebalancePlan.PlannedMove(this.move.key(), this.from, (to != null) ? to.node() : null,
					this.reason);
		}

	}

	/** How many more moves may begin. */
	private static final class Budget {

		private int left;

		Budget(int left) {
			this.left = left;
		}

		boolean take() {
			if (this.left == 0) {
				return false;
			}
			this.left--;
			return true;
		}

	}

}
