package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.cluster.NodeId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Where singletons are while nodes with different merits come and go. */
class PlacementStoriesTests {

	private static final Planner.Scope ANYTHING = new Planner.Scope(true, true);

	private static final ResourceKey LEDGER = ResourceKey.of("singleton", "ledger");

	private final Planner planner = new Planner(128);

	private final Map<Long, Session> sessions = new HashMap<>();

	private final Map<ResourceKey, Ownership> rows = new HashMap<>();

	private Planner.Scope scope = ANYTHING;

	private long opened;

	private long token;

	private int moves;

	@Test
	void aPreferredNodeTakesOverWhenItComesAndTheNextBestWhenItGoes() {
		join(1, 0, "");
		join(2, 1, "");
		assertThat(place()).isEqualTo(2);
		join(3, 2, "");
		assertThat(place()).isEqualTo(3);
		leave(3);
		assertThat(place()).isEqualTo(2);
		leave(2);
		assertThat(place()).isEqualTo(1);
	}

	@Test
	void aPreferredNodeDoesNotTakeOverBeforeTheMinimumStayIsOver() {
		join(1, 0, "");
		place();
		join(2, 1, "");
		this.scope = new Planner.Scope(true, true, Set.of(LEDGER), Map.of());
		assertThat(place()).isEqualTo(1);
		leave(1);
		assertThat(place()).as("it leaves a node that stops all the same").isEqualTo(2);
	}

	@Test
	void aRollingUpdateMovesASingletonAtMostTwiceWhereverItIs() {
		for (long first = 1; first <= 3; first++) {
			for (String version : List.of("", "2.0")) {
				PlacementStoriesTests story = new PlacementStoriesTests();
				story.join(1, 0, "");
				story.join(2, 0, "");
				story.join(3, 0, "");
				story.place();
				story.roll(first, version);
				assertThat(story.moves).as("moves when node %s goes first, version '%s'", first, version)
					.isBetween(1, 2);
			}
		}
	}

	private void roll(long first, String version) {
		this.moves = 0;
		for (int i = 0; i < 3; i++) {
			long leaving = (first - 1 + i) % 3 + 1;
			leave(leaving);
			place();
			join(leaving + 10, 0, version);
			place();
		}
	}

	@Test
	void aSingletonOnTheNodeThatIsReplacedLastMovesOnce() {
		join(1, 0, "1.9");
		join(2, 0, "1.9");
		join(3, 0, "1.9");
		assertThat(place()).as("the youngest").isEqualTo(3);
		roll(1, "1.10");
		assertThat(this.moves).isOne();
	}

	@Test
	void nothingMovesForTheLoadWhileVersionsAreMixedAndAllIsEvenAfterwards() {
		List<Offer> ten = offers(10, "1");
		join(1, ten);
		join(2, ten);
		join(3, ten);
		place();
		leave(1);
		place();
		this.moves = 0;
		join(11, offers(10, "2"));
		place();
		assertThat(this.moves).as("moves to the first new node").isZero();
		leave(2);
		place();
		join(12, offers(10, "2"));
		place();
		leave(3);
		place();
		join(13, offers(10, "2"));
		place();
		assertThat(this.rows.values().stream().map(Ownership::node).distinct()).hasSize(3);
		for (long node : List.of(11L, 12L, 13L)) {
			assertThat(load(node)).as("load of node %s", node).isBetween(3L, 4L);
		}
	}

	@Test
	void tenSingletonsAreSpreadFiveAndFiveWithoutOneNodeAndOnlyThreeMoveWhenItReturns() {
		List<Offer> ten = offers(10, "1");
		join(1, ten);
		join(2, ten);
		join(3, ten);
		place();
		assertThat(List.of(load(1), load(2), load(3))).containsExactlyInAnyOrder(3L, 3L, 4L);
		leave(3);
		place();
		assertThat(List.of(load(1), load(2))).containsExactly(5L, 5L);
		this.moves = 0;
		join(4, ten);
		place();
		assertThat(List.of(load(1), load(2), load(4))).containsExactlyInAnyOrder(3L, 3L, 4L);
		assertThat(this.moves).isEqualTo(3);
	}

	@Test
	void aSingletonWaitsForAsManyNodesAsItWantsAndGoesOnWithFewer() {
		List<Offer> offer = List.of(new Offer("singleton", "ledger", 1, new Offer.Terms(0, "", Duration.ZERO, 2)));
		join(1, offer);
		place();
		assertThat(this.rows).isEmpty();
		join(2, List.of());
		assertThat(place()).isEqualTo(1);
		leave(2);
		assertThat(place()).isEqualTo(1);
	}

	@Test
	void theMinimumStayCountsFromWhenTheLeaderFirstSawTheGrant() {
		Offer.Terms terms = new Offer.Terms(0, "", Duration.ofSeconds(10), 1);
		join(1, List.of(new Offer("singleton", "ledger", 1, terms)));
		place();
		Stays stays = new Stays();
		OwnershipTable table = new OwnershipTable();
		assertThat(stays.resting(this.sessions.values(), table, 0)).as("it is nowhere").isEmpty();
		Owners owners = new FixedOwners(this.rows);
		assertThat(stays.resting(this.sessions.values(), owners, seconds(0))).containsExactly(LEDGER);
		assertThat(stays.resting(this.sessions.values(), owners, seconds(9))).containsExactly(LEDGER);
		assertThat(stays.resting(this.sessions.values(), owners, seconds(10))).isEmpty();
		this.rows.replaceAll((key, row) -> row(key, row.owner()));
		assertThat(stays.resting(this.sessions.values(), owners, seconds(11))).as("another grant")
			.containsExactly(LEDGER);
	}

	private static long seconds(long seconds) {
		return Duration.ofSeconds(seconds).toNanos();
	}

	private void join(long node, int preference, String version) {
		join(node,
				List.of(new Offer("singleton", "ledger", 1, new Offer.Terms(preference, version, Duration.ZERO, 1))));
	}

	private void join(long node, Collection<Offer> offers) {
		this.sessions.put(node, new Session(new SessionId(new NodeId(0, node), ++this.opened), 1, Duration.ofSeconds(2),
				1, false, Set.copyOf(offers)));
	}

	private static List<Offer> offers(int count, String version) {
		List<Offer> offers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			offers.add(new Offer("singleton", "s" + i, 1, new Offer.Terms(0, version, Duration.ZERO, 1)));
		}
		return offers;
	}

	/** In order: all it has is moved first. */
	private void leave(long node) {
		this.sessions.computeIfPresent(node, (id, session) -> session.drained());
		place();
		this.sessions.remove(node);
	}

	private long load(long node) {
		return this.rows.values().stream().filter((row) -> row.node().low() == node).count();
	}

	/** Returns the node of the ledger. */
	private long place() {
		List<Command.Move> plan = plan();
		while (!plan.isEmpty()) {
			for (Command.Move move : plan) {
				SessionId to = move.to();
				assertThat(to).as("where " + move.key() + " goes").isNotNull();
				if (to != null) {
					this.moves += this.rows.containsKey(move.key()) ? 1 : 0;
					this.rows.put(move.key(), row(move.key(), to));
				}
			}
			plan = plan();
		}
		Ownership ledger = this.rows.get(LEDGER);
		return (ledger != null) ? ledger.node().low() : 0;
	}

	private List<Command.Move> plan() {
		return this.planner.plan(this.sessions.values(), this.rows.values(), this.scope);
	}

	private Ownership row(ResourceKey key, SessionId owner) {
		return new Ownership(key, owner, new FencingToken(++this.token), Ownership.State.ACTIVE, null, null, Map.of());
	}

}
