package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.cluster.NodeId;
import io.distsys.placement.PlacementStrategy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlannerTests {

	private static final Planner.Scope ANYTHING = new Planner.Scope(true, true);

	private static final Offer SLOTS = new Offer("slot", "donors", 256);

	private final Planner planner = new Planner(10_000);

	private long token;

	@Test
	void tenSingletonsOnThreeNodesAreSpreadEvenly() {
		Offer[] ten = singletons(10);
		Map<ResourceKey, Ownership> rows = settle(Map.of(), session(1, ten), session(2, ten), session(3, ten));
		assertThat(loads(rows).values()).containsExactlyInAnyOrder(3, 3, 4);
	}

	@Test
	void aNodeThatReturnsGetsOnlyWhatBalanceNeeds() {
		Offer[] ten = singletons(10);
		Map<ResourceKey, Ownership> two = settle(Map.of(), session(1, ten), session(2, ten));
		assertThat(loads(two).values()).containsExactlyInAnyOrder(5, 5);
		Map<ResourceKey, Ownership> three = settle(two, session(1, ten), session(2, ten), session(3, ten));
		assertThat(loads(three).values()).containsExactlyInAnyOrder(3, 3, 4);
		long moved = three.values().stream().filter((row) -> !two.get(row.key()).owner().equals(row.owner())).count();
		assertThat(moved).isLessThanOrEqualTo(4);
	}

	@Test
	void slotsOfALostNodeMoveAndTheOthersMostlyStay() {
		Map<ResourceKey, Ownership> three = settle(Map.of(), session(1, SLOTS), session(2, SLOTS), session(3, SLOTS));
		assertThat(loads(three)).hasSize(3);
		assertThat(loads(three).values()).allMatch((load) -> load <= 94);
		Map<ResourceKey, Ownership> left = new HashMap<>(three);
		left.values().removeIf((row) -> row.node().low() == 3);
		Map<ResourceKey, Ownership> two = settle(left, session(1, SLOTS), session(2, SLOTS));
		assertThat(two).hasSize(256);
		long moved = left.values().stream().filter((row) -> !two.get(row.key()).owner().equals(row.owner())).count();
		assertThat(moved).isLessThan(40);
	}

	@Test
	void nothingIsDoneWhenAllIsWhereItShouldBe() {
		Session[] sessions = { session(1, SLOTS), session(2, SLOTS) };
		Map<ResourceKey, Ownership> rows = settle(Map.of(), sessions);
		assertThat(this.planner.plan(Arrays.asList(sessions), rows.values(), ANYTHING)).isEmpty();
	}

	@Test
	void aDrainingNodeLosesEverythingEvenBeforeTheViewIsStable() {
		Session one = session(1, SLOTS);
		Session two = session(2, SLOTS);
		Map<ResourceKey, Ownership> rows = settle(Map.of(), one, two);
		List<Command.Move> moves = this.planner.plan(List.of(one, two.drained()), rows.values(),
				new Planner.Scope(true, false));
		long held = rows.values().stream().filter((row) -> row.node().low() == 2).count();
		assertThat(moves).hasSize((int) held).allMatch((move) -> one.id().equals(move.to()));
	}

	@Test
	void aNodeThatIsAboutToLeaveKeepsWhatItHasAndIsGivenNothing() {
		Map<ResourceKey, Ownership> two = settle(Map.of(), session(1, SLOTS), session(2, SLOTS));
		Session leaving = session(1, keepingOnly(SLOTS));
		assertThat(this.planner.plan(List.of(leaving, session(2, SLOTS)), two.values(), ANYTHING)).isEmpty();
		Map<ResourceKey, Ownership> left = new HashMap<>(two);
		left.values().removeIf((row) -> row.node().low() == 2);
		Map<ResourceKey, Ownership> after = settle(left, leaving, session(3, SLOTS));
		assertThat(after).hasSize(256);
		assertThat(after.values()).filteredOn((row) -> row.node().low() == 1)
			.as("none that it has not had")
			.allMatch((row) -> row.equals(left.get(row.key())));
	}

	@Test
	void whatIsFreeWaitsWhileAllNodesAreAboutToLeave() {
		assertThat(this.planner.plan(List.of(session(1, keepingOnly(SLOTS))), List.of(), ANYTHING)).isEmpty();
	}

	@Test
	void whatIsOnItsWayToANodeThatIsAboutToLeaveIsAimedAnew() {
		Session leaving = session(1, keepingOnly(SLOTS));
		Session two = session(2, SLOTS);
		Session three = session(3, SLOTS);
		ResourceKey key = new ResourceKey("slot", "donors", 0);
		Ownership moving = new Ownership(key, two.id(), new FencingToken(5), Ownership.State.RELEASING, leaving.id(),
				null, Map.of());
		List<Command.Move> moves = this.planner.plan(List.of(leaving, two, three), List.of(moving), ANYTHING);
		assertThat(moves).filteredOn((move) -> move.key().equals(key))
			.singleElement()
			.satisfies((move) -> assertThat(move.to()).isIn(two.id(), three.id()));
	}

	private static Offer keepingOnly(Offer offer) {
		return offer.with(offer.terms().keepingOnly());
	}

	@Test
	void theLastNodeReleasesToNobodyWhenItDrains() {
		Session one = session(1, SLOTS);
		Map<ResourceKey, Ownership> rows = settle(Map.of(), one);
		assertThat(this.planner.plan(List.of(one.drained()), rows.values(), ANYTHING)).hasSize(256)
			.allMatch((move) -> move.to() == null);
	}

	@Test
	void movesForBalanceAreBounded() {
		Planner careful = new Planner(16);
		Map<ResourceKey, Ownership> rows = settle(Map.of(), session(1, SLOTS));
		List<Session> both = List.of(session(1, SLOTS), session(2, SLOTS));
		List<Command.Move> moves = careful.plan(both, rows.values(), ANYTHING);
		assertThat(moves).hasSize(16);
		List<Ownership> underWay = new ArrayList<>(rows.values());
		moves.forEach((move) -> underWay
			.replaceAll((row) -> row.key().equals(move.key()) ? row.releasingTo(move.to()) : row));
		assertThat(careful.plan(both, underWay, ANYTHING)).isEmpty();
	}

	@Test
	void aReleaseToANodeThatIsGoneIsAimedAnew() {
		Session one = session(1, SLOTS);
		Session gone = session(2, SLOTS);
		Session three = session(3, SLOTS);
		Map<ResourceKey, Ownership> rows = settle(Map.of(), one);
		List<Ownership> releasing = rows.values().stream().map((row) -> row.releasingTo(gone.id())).toList();
		List<Command.Move> moves = this.planner.plan(List.of(one.drained(), three), releasing, ANYTHING);
		assertThat(moves).hasSize(256).allMatch((move) -> three.id().equals(move.to()));
	}

	@Test
	void aResourceOnItsWayToANodeThatDiedReturnsToItsOwner() {
		Offer[] ten = singletons(10);
		Session one = session(1, ten);
		Session gone = session(2, ten);
		Map<ResourceKey, Ownership> rows = settle(Map.of(), one);
		List<Ownership> releasing = rows.values().stream().map((row) -> row.releasingTo(gone.id())).toList();
		assertThat(this.planner.plan(List.of(one), releasing, ANYTHING)).hasSize(10)
			.allMatch((move) -> one.id().equals(move.to()));
	}

	@Test
	void slotsThatStayAreNotMovedToANodeThatJoins() {
		Offer staying = slots("STAY", 0);
		Map<ResourceKey, Ownership> one = settle(Map.of(), session(1, staying));
		assertThat(loads(settle(one, session(1, staying), session(2, staying)))).containsOnlyKeys(new NodeId(0, 1));
	}

	@Test
	void theWordOfTheNewestNodeSaysHowSlotsAreSpread() {
		Map<ResourceKey, Ownership> one = settle(Map.of(), session(1, slots("STAY", 0)));
		assertThat(loads(settle(one, session(1, slots("STAY", 0)), session(2, slots("LEAST_LOADED", 0)))).values())
			.containsExactly(128, 128);
		assertThat(loads(settle(one, session(1, slots("LEAST_LOADED", 0)), session(2, slots("STAY", 0)))))
			.containsOnlyKeys(new NodeId(0, 1));
	}

	@Test
	void onlyNodesThatArePreferredHaveSlotsWhileOneIsThere() {
		for (PlacementStrategy strategy : PlacementStrategy.values()) {
			Offer preferred = slots(strategy.name(), 1);
			Offer other = slots(strategy.name(), 0);
			Map<ResourceKey, Ownership> three = settle(Map.of(), session(1, preferred), session(2, preferred),
					session(3, other));
			assertThat(loads(three)).as(strategy.name()).containsOnlyKeys(new NodeId(0, 1), new NodeId(0, 2));
			three.values().removeIf((row) -> row.node().low() != 3);
			assertThat(settle(three, session(3, other))).as(strategy.name()).hasSize(256);
		}
	}

	@Test
	void theOldestProposalCountsAndTheNextOneWhenItsNodeDrains() {
		Session one = session(1, proposing(2));
		Session two = session(2, proposing(1));
		Session three = session(3, proposing());
		assertThat(loads(settle(Map.of(), one, two, three))).containsOnlyKeys(new NodeId(0, 2));
		Map<ResourceKey, Ownership> rows = settle(Map.of(), three, two);
		assertThat(loads(rows)).as("node 1 is not there").hasSize(2);
		assertThat(loads(settle(Map.of(), session(1, proposing()), two, three))).containsOnlyKeys(new NodeId(0, 1));
		assertThat(loads(settle(Map.of(), one.drained(), two, three))).as("node 1 takes nothing").hasSize(2);
	}

	private static Offer proposing(long... nodes) {
		List<NodeId> places = (nodes.length == 0) ? List.of() : Collections.nCopies(256, new NodeId(0, nodes[0]));
		return new Offer("slot", "donors", 256, Offer.Terms.NONE.proposing(places));
	}

	private static Offer slots(String strategy, int preference) {
		return new Offer("slot", "donors", 256, new Offer.Terms(preference, "", Duration.ZERO, 1, strategy, List.of()));
	}

	@Test
	void aNodeWithoutTheOfferIsNoCandidate() {
		Map<ResourceKey, Ownership> rows = settle(Map.of(), session(1), session(2, SLOTS));
		assertThat(loads(rows)).containsOnlyKeys(new NodeId(0, 2));
	}

	@Test
	void whatNobodyOffersAnyMoreEnds() {
		Map<ResourceKey, Ownership> rows = settle(Map.of(), session(1, singletons(2)));
		Session withdrawn = session(1, singletons(1));
		assertThat(this.planner.plan(List.of(withdrawn), rows.values(), ANYTHING)).singleElement()
			.satisfies((move) -> assertThat(move.key().name()).isEqualTo("s1"))
			.satisfies((move) -> assertThat(move.to()).isNull());
	}

	@Test
	void whatWasClaimedIsNotPlanned() {
		Session one = session(1, singletons(1));
		Ownership claimed = new Ownership(ResourceKey.of("name", "a"), one.id(), new FencingToken(1),
				Ownership.State.ACTIVE, null, null, Map.of());
		assertThat(this.planner.plan(List.of(one), List.of(claimed), ANYTHING)).singleElement()
			.satisfies((move) -> assertThat(move.key().name()).isEqualTo("s0"));
	}

	private Map<ResourceKey, Ownership> settle(Map<ResourceKey, Ownership> before, Session... sessions) {
		Map<ResourceKey, Ownership> rows = new HashMap<>(before);
		for (int round = 0; round < 20; round++) {
			List<Command.Move> moves = this.planner.plan(Arrays.asList(sessions), rows.values(), ANYTHING);
			if (moves.isEmpty()) {
				return rows;
			}
			for (Command.Move move : moves) {
				SessionId to = move.to();
				assertThat(to).isNotNull();
				rows.put(move.key(), new Ownership(move.key(), to, new FencingToken(++this.token),
						Ownership.State.ACTIVE, null, null, Map.of()));
			}
		}
		throw new AssertionError("The plan does not come to rest");
	}

	private static Map<NodeId, Integer> loads(Map<ResourceKey, Ownership> rows) {
		return rows.values().stream().collect(Collectors.toMap(Ownership::node, (row) -> 1, Integer::sum));
	}

	private static Offer[] singletons(int count) {
		Offer[] offers = new Offer[count];
		for (int i = 0; i < count; i++) {
			offers[i] = new Offer("singleton", "s" + i, 1);
		}
		return offers;
	}

	private static Session session(long node, Offer... offers) {
		return new Session(new SessionId(new NodeId(0, node), node), 1, Duration.ofSeconds(2), 1, false,
				Set.of(offers));
	}

}
