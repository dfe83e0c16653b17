package io.distsys.ownership;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.NoQuorumException;
import io.distsys.consensus.OutcomeUnknownException;
import io.distsys.ownership.RebalancePlan.Hindrance;
import io.distsys.ownership.RebalancePlan.PlannedMove;
import io.distsys.ownership.RebalancePlan.Reason;
import io.distsys.ownership.SimulatedCore.Process;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What an operator does about moves, on three nodes and a fourth, in virtual time. */
class RebalancingStoriesTests {

	private static final int COUNT = 32;

	private static final List<Offer> SLOTS = List.of(new Offer(SimulatedCore.KIND, "donors", COUNT));

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final Duration LONG = Duration.ofSeconds(30);

	/** The leader has looked at what has changed, and nothing else has come. */
	private static final Duration MOMENT = Duration.ofMillis(100);

	private static final MovesPause BY_ANN = new MovesPause("ann", "the database is being moved",
			Instant.ofEpochSecond(5));

	private static final ResourceKey LEDGER = ResourceKey.of(SimulatedCore.KIND, "ledger");

	private final SimulatedCore core = new SimulatedCore(11, 3);

	private final Process one = this.core.start(1, List.of());

	private final Process two = this.core.start(1, List.of());

	private final Process three = this.core.start(1, List.of());

	@Test
	void whileMovesArePausedANodeThatJoinsGetsNothingWhoeverLeads() {
		startWithSlots();
		assertThat(await(this.two, rebalancing(this.two).pause(BY_ANN, SOON))).isEqualTo(BY_ANN);
		Process four = this.core.start(1, SLOTS);
		this.core.time.runFor(LONG);
		assertThat(slotsOf(four)).isZero();
		Process leader = leader();
		leader.kill();
		this.core.time.runUntil("what the lost leader had is given to others", SOON,
				() -> slotsOf(leader) == 0 && active() == COUNT);
		this.core.time.runFor(LONG);
		Map<NodeId, Integer> afterLoss = loads();
		this.core.time.runFor(LONG);
		assertThat(loads()).isEqualTo(afterLoss);
		assertThat(this.core.alive()).allMatch((node) -> rebalancing(node).paused().equals(Optional.of(BY_ANN)));
		assertThat(await(four, rebalancing(four).resume(SOON))).contains(BY_ANN);
		awaitBalance(3);
		this.core.checkHistory();
	}

	@Test
	void whileMovesArePausedADrainingNodeHandsOverAll() {
		startWithSlots();
		await(this.one, rebalancing(this.one).pause(BY_ANN, SOON));
		await(this.three, this.three.ownership.drain(LONG));
		this.core.time.runUntil("the others act for all slots", SOON,
				() -> slotsOf(this.three) == 0 && active() == COUNT);
		this.core.checkHistory();
	}

	@Test
	void theFirstWhoPausesIsRememberedAndNobodyResumesTwice() {
		startWithSlots();
		assertThat(await(this.one, rebalancing(this.one).resume(SOON))).isEmpty();
		await(this.one, rebalancing(this.one).pause(BY_ANN, SOON));
		MovesPause byBob = new MovesPause("bob", "so that it is quiet", Instant.ofEpochSecond(9));
		assertThat(await(this.two, rebalancing(this.two).pause(byBob, SOON))).isEqualTo(BY_ANN);
		assertThat(await(this.three, rebalancing(this.three).moveNow(SOON))).isFalse();
		assertThat(await(this.three, rebalancing(this.three).resume(SOON))).contains(BY_ANN);
		assertThat(await(this.three, rebalancing(this.three).resume(SOON))).isEmpty();
		assertThat(await(this.two, rebalancing(this.two).pause(byBob, SOON))).isEqualTo(byBob);
	}

	@Test
	void onASideWithoutAMajorityNothingIsPausedAndTheAnswerComesInTime() {
		startWithSlots();
		this.core.network.isolate(this.two.id());
		this.core.time.runFor(LONG);
		CompletionStage<MovesPause> asked = rebalancing(this.two).pause(BY_ANN, Duration.ofSeconds(2));
		this.core.time.runFor(Duration.ofSeconds(3));
		assertThat(asked.toCompletableFuture()).isCompletedExceptionally();
		assertThat(
				asked.handle((done, failure) -> (failure instanceof CompletionException) ? failure.getCause() : failure)
					.toCompletableFuture()
					.join())
			.isInstanceOfAny(NoQuorumException.class, OutcomeUnknownException.class);
		assertThat(rebalancing(this.one).paused()).isEmpty();
	}

	/**
	 * Moves begin all the time, so that some are decided while the pause is under way.
	 */
	@Test
	void onceAPauseIsAnsweredNothingElseBeginsToMove() {
		for (int seed = 0; seed < 5; seed++) {
			pauseWhileMovesBegin(new SimulatedCore(seed, 3));
		}
	}

	private static void pauseWhileMovesBegin(SimulatedCore core) {
		Offer many = new Offer(SimulatedCore.KIND, "donors", 120);
		Process leader = startThree(core, many);
		core.start(1, List.of(many));
		awaitMoves(core, leader);
		Process follower = core.alive().stream().filter((node) -> !node.leads()).findFirst().orElseThrow();
		CompletionStage<MovesPause> asked = rebalancing(follower).pause(BY_ANN, SOON);
		core.time.runUntil("an answer", LONG, () -> asked.toCompletableFuture().isDone());
		Set<FencingToken> known = moving(leader.table).map(Ownership::token).collect(Collectors.toSet());
		List<OwnershipChange> late = new ArrayList<>();
		leader.table.subscribe((change) -> {
			Ownership after = change.after();
			if (after != null && after.state() == Ownership.State.RELEASING && !known.contains(after.token())) {
				late.add(change);
			}
		});
		core.time.runFor(Duration.ofSeconds(5));
		assertThat(late).isEmpty();
	}

	/** Has three nodes own all that is offered, and tells which of them leads. */
	private static Process startThree(SimulatedCore core, Offer offer) {
		for (int node = 0; node < 3; node++) {
			core.start(1, List.of(offer));
		}
		core.time.runUntil("all is active", SOON,
				() -> core.alive().get(0).table.all().filter(RebalancingStoriesTests::isActive).count() == offer
					.count());
		return core.alive().stream().filter(Process::leads).findFirst().orElseThrow();
	}

	private static Stream<Ownership> moving(OwnershipTable table) {
		return table.all().filter((row) -> row.state() == Ownership.State.RELEASING);
	}

	private static boolean isActive(Ownership row) {
		return row.state() == Ownership.State.ACTIVE;
	}

	@Test
	void aMinimumStayIsNotWaitedForWhenMovesAreAskedForNow() {
		letANodeBePreferredBeforeTheMinimumStayIsOver();
		RebalancePlan plan = await(leader(), rebalancing(leader()).plan());
		assertThat(plan.decides()).isTrue();
		assertThat(plan.moves()).isEmpty();
		assertThat(plan.held())
			.containsExactly(new PlannedMove(LEDGER, this.one.id(), this.two.id(), Reason.PREFERENCE));
		assertThat(plan.hindrances()).containsExactly(Hindrance.MINIMUM_STAY);
		assertThat(await(this.three, rebalancing(this.three).moveNow(SOON))).isTrue();
		this.core.time.runUntil("the ledger moves", SOON, () -> isActiveOn(LEDGER, this.two));
		this.core.checkHistory();
	}

	@Test
	void movesThatWereAskedForOnceAreNotMadeForEver() {
		this.core.time.runUntil("a leader", SOON, () -> this.core.alive().stream().anyMatch(Process::leads));
		await(this.one, rebalancing(this.one).moveNow(SOON));
		this.core.time.runFor(LONG);
		letANodeBePreferredBeforeTheMinimumStayIsOver();
		this.core.time.runFor(LONG);
		assertThat(isActiveOn(LEDGER, this.one)).isTrue();
	}

	@Test
	void movesAreNotMadeNowForLongAlthoughAHandOverHangs() {
		Offer hanging = new Offer("hanging", "printer", 1);
		offerHanging(this.one, hanging);
		ResourceKey printer = ResourceKey.of("hanging", "printer");
		this.core.time.runUntil("the printer is active", SOON, () -> isActiveOn(printer, this.one));
		offerHanging(this.two, hanging);
		this.one.ownership.withdraw(hanging);
		this.core.time.runFor(LONG);
		assertThat(owner(printer)).get().extracting(Ownership::state).isEqualTo(Ownership.State.RELEASING);
		await(this.three, rebalancing(this.three).moveNow(SOON));
		this.core.time.runFor(Haste.LONGEST);
		letANodeBePreferredBeforeTheMinimumStayIsOver();
	}

	@Test
	void whoeverResumesHasNotAskedForMovesNow() {
		letANodeBePreferredBeforeTheMinimumStayIsOver();
		this.core.start(1, List.of());
		this.core.time.runUntil("a node that has not renewed yet", SOON, () -> anyTable().sessions().size() == 4);
		Process leader = leader();
		await(leader, rebalancing(leader).moveNow(SOON));
		await(leader, rebalancing(leader).pause(BY_ANN, SOON));
		await(leader, rebalancing(leader).resume(SOON));
		this.core.time.runFor(LONG);
		assertThat(isActiveOn(LEDGER, this.one)).isTrue();
	}

	/** Begins at once and never ends. */
	private static final class HangingTenant implements Tenant {

		@Override
		public String kind() {
			return "hanging";
		}

		@Override
		public CompletionStage<Void> activate(Grant grant) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<Void> release(Grant grant, @Nullable NodeId next) {
			return new CompletableFuture<>();
		}

		@Override
		public void revoke(Grant grant, String reason) {
			// It hangs.
		}

	}

	private void letANodeBePreferredBeforeTheMinimumStayIsOver() {
		this.one.ownership.offer(ledger(0));
		this.core.time.runUntil("the ledger is on the only node that offers it", SOON,
				() -> isActiveOn(LEDGER, this.one));
		this.two.ownership.offer(ledger(1));
		this.core.time.runFor(LONG);
		assertThat(isActiveOn(LEDGER, this.one)).isTrue();
	}

	private static Offer ledger(int preference) {
		return new Offer(SimulatedCore.KIND, "ledger", 1, new Offer.Terms(preference, "", Duration.ofHours(1), 1));
	}

	@Test
	void whatThePlanSaysIsWhatMovesOnceNothingHoldsItUp() {
		startWithSlots();
		await(this.one, rebalancing(this.one).pause(BY_ANN, SOON));
		Process four = this.core.start(1, SLOTS);
		this.core.time.runUntil("the fourth node has a lease", SOON, () -> four.ownership.lease().isHeld());
		this.core.time.runFor(LONG);
		RebalancePlan plan = await(leader(), rebalancing(leader()).plan());
		assertThat(plan.moves()).isEmpty();
		assertThat(plan.hindrances()).containsExactly(Hindrance.PAUSED);
		assertThat(plan.held()).isNotEmpty().allMatch((move) -> move.reason() == Reason.BALANCE);
		RebalancePlan guess = await(four, rebalancing(four).plan());
		assertThat(guess.decides()).isFalse();
		assertThat(guess.held()).containsExactlyInAnyOrderElementsOf(plan.held());
		await(four, rebalancing(four).resume(SOON));
		this.core.time.runUntil("all that was planned is done", SOON,
				() -> plan.held()
					.stream()
					.allMatch((move) -> owner(move.key()).filter((row) -> row.node().equals(move.to())).isPresent()));
		this.core.time.runFor(LONG);
		RebalancePlan nothing = await(leader(), rebalancing(leader()).plan());
		assertThat(nothing.moves()).isEmpty();
		assertThat(nothing.held()).isEmpty();
		assertThat(nothing.hindrances()).isEmpty();
	}

	@Test
	void aNodeThatJoinsIsGivenNothingOfOthersBeforeTheNodesHaveBeenTheSameForASecond() {
		startWithSlots();
		Process leader = leader();
		Process four = this.core.start(1, SLOTS);
		awaitSession(this.core, leader, four);
		long joined = this.core.time.nanos();
		this.core.time.runFor(MOMENT);
		assertThat(heldUp(this.core, leader)).containsExactlyInAnyOrder(Hindrance.NODES_HAVE_CHANGED,
				Hindrance.LEASE_IS_YOUNG);
		awaitRenewal(this.core, leader, four);
		awaitRenewal(this.core, leader, four);
		this.core.time.runFor(MOMENT);
		assertThat(heldUp(this.core, leader)).containsExactly(Hindrance.NODES_HAVE_CHANGED);
		awaitMoves(this.core, leader);
		assertThat(Duration.ofNanos(this.core.time.nanos() - joined)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		awaitBalance(4);
		this.core.checkHistory();
	}

	@Test
	void aNodeThatJoinsIsGivenNothingOfOthersBeforeItHasRenewedTwice() {
		SimulatedCore.Setup usual = this.core.setup();
		LeaseSettings slow = new LeaseSettings(Duration.ofSeconds(6), Duration.ofMillis(1_500), 0.01,
				Duration.ofMillis(50), Duration.ofMillis(300));
		SimulatedCore other = new SimulatedCore(11, new SimulatedCore.Setup(usual.consensus(), slow, usual.bare(),
				usual.evidence(), usual.detection(), usual.rejoin()), null);
		Process leader = startThree(other, SLOTS.get(0));
		Process four = other.start(1, SLOTS);
		awaitSession(other, leader, four);
		awaitRenewal(other, leader, four);
		other.time.runFor(MOMENT);
		assertThat(heldUp(other, leader)).containsExactly(Hindrance.LEASE_IS_YOUNG);
		awaitRenewal(other, leader, four);
		assertThat(moving(leader.table)).isEmpty();
		awaitMoves(other, leader);
	}

	/** Moves that never end show how many begin. */
	@Test
	void ofAThousandSlotsAtMost128AreOnTheMove() {
		Offer many = new Offer("hanging", "printers", 1_024);
		List.of(this.one, this.two, this.three).forEach((node) -> offerHanging(node, many));
		this.core.time.runUntil("all are active", SOON,
				() -> anyTable().all().filter(RebalancingStoriesTests::isActive).count() == 1_024);
		Process leader = leader();
		offerHanging(this.core.start(1, List.of()), many);
		awaitMoves(this.core, leader);
		this.core.time.runFor(LONG);
		assertThat(moving(leader.table)).hasSize(128);
		assertThat(heldUp(this.core, leader)).containsExactly(Hindrance.TOO_MANY_AT_ONCE);
	}

	private static void offerHanging(Process node, Offer offer) {
		node.ownership.install(new HangingTenant());
		node.ownership.offer(offer);
	}

	private static void awaitSession(SimulatedCore core, Process leader, Process joining) {
		core.time.runUntil("the session of " + joining.id(), SOON,
				() -> leader.table.sessionOf(joining.id()).isPresent());
	}

	private static void awaitRenewal(SimulatedCore core, Process leader, Process node) {
		long before = renewedAt(leader, node);
		core.time.runUntil("a renewal of " + node.id(), SOON, () -> renewedAt(leader, node) != before);
	}

	private static long renewedAt(Process leader, Process node) {
		return leader.table.sessionOf(node.id()).orElseThrow().renewedAt();
	}

	private static void awaitMoves(SimulatedCore core, Process leader) {
		core.time.runUntil("moves begin", SOON, () -> moving(leader.table).findAny().isPresent());
	}

	/** What keeps the leader from moves, of which it makes none now. */
	private static Set<Hindrance> heldUp(SimulatedCore core, Process leader) {
		RebalancePlan plan = await(core, leader, rebalancing(leader).plan());
		assertThat(plan.decides()).isTrue();
		assertThat(plan.moves()).isEmpty();
		assertThat(plan.held()).isNotEmpty();
		return plan.hindrances();
	}

	private void startWithSlots() {
		SLOTS.forEach((slots) -> this.core.alive().forEach((node) -> node.ownership.offer(slots)));
		awaitBalance(3);
	}

	private void awaitBalance(int nodes) {
		this.core.time.runUntil("all slots are active, on " + nodes + " nodes", SOON,
				() -> active() == COUNT && loads().size() >= nodes
						&& loads().values().stream().allMatch((load) -> load <= Math.ceil(1.1 * COUNT / nodes)));
	}

	private Process leader() {
		return this.core.alive().stream().filter(Process::leads).findFirst().orElseThrow();
	}

	private OwnershipTable anyTable() {
		return this.core.alive().get(0).table;
	}

	private static Rebalancing rebalancing(Process node) {
		return node.ownership.rebalancing();
	}

	private <T> T await(Process node, CompletionStage<T> asked) {
		return await(this.core, node, asked);
	}

	private static <T> T await(SimulatedCore core, Process node, CompletionStage<T> asked) {
		core.time.runUntil("an answer to " + node.id(), LONG, () -> asked.toCompletableFuture().isDone());
		return asked.toCompletableFuture().join();
	}

	private List<Ownership> rows() {
		return anyTable().all().filter((row) -> row.key().name().equals("donors")).toList();
	}

	private Optional<Ownership> owner(ResourceKey key) {
		return anyTable().find(key);
	}

	private boolean isActiveOn(ResourceKey key, Process node) {
		return owner(key).filter((row) -> row.state() == Ownership.State.ACTIVE && row.node().equals(node.id()))
			.isPresent();
	}

	private long active() {
		return rows().stream().filter((row) -> row.state() == Ownership.State.ACTIVE).count();
	}

	private Map<NodeId, Integer> loads() {
		return rows().stream().collect(Collectors.toMap(Ownership::node, (row) -> 1, Integer::sum));
	}

	private long slotsOf(Process node) {
		return rows().stream().filter((row) -> row.node().equals(node.id())).count();
	}

}
