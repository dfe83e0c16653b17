package io.distsys.available;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.distsys.available.SimulatedNodes.Process;
import io.distsys.available.SimulatedNodes.Tenure;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ownership without a majority, in virtual time. Run more seeds with
 * {@code -Dsimulation.seeds=1000}, one alone with {@code -Dsimulation.seed=17}.
 */
@Timeout(300)
class AvailableNodeTests {

	private static final Duration SOON = Duration.ofSeconds(3);

	private static final Duration HEALED = Duration.ofSeconds(15);

	private static final long SEEDS = 20;

	private static SimulatedNodes started(long seed, int count) {
		SimulatedNodes nodes = new SimulatedNodes(seed);
		for (int i = 0; i < count; i++) {
			nodes.start();
		}
		nodes.await("a holder that all name", SOON, nodes::agrees);
		assertThat(nodes.history).as("seed " + seed).hasSize(1);
		return nodes;
	}

	@Test
	void nodesThatStartTogetherHaveOneHolderFromTheBeginning() {
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 5);
			nodes.time.runFor(Duration.ofSeconds(10));
			assertThat(nodes.history).hasSize(1);
		}
	}

	@Test
	void oneNodeAloneNeedsNobody() {
		assertThat(started(1, 1).holder().told).containsExactly("activate");
	}

	@Test
	void theWorkOfACrashedNodeBeginsElsewhereAtOnce() {
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 3);
			Process lost = nodes.holder();
			lost.crash();
			long at = nodes.time.nanos();
			nodes.await("another holder", SOON, () -> nodes.holders().size() == 1);
			assertThat(nodes.time.nanos() - at).isLessThan(Duration.ofMillis(40).toNanos());
			nodes.await("all name it", SOON, nodes::agrees);
			nodes.time.runFor(Duration.ofSeconds(10));
			assertThat(nodes.agrees()).isTrue();
			assertThat(nodes.history).hasSize(2);
			assertThat(nodes.overlap()).isZero();
			assertTokensGrow(nodes);
		}
	}

	@Test
	void withoutEvidenceTheWorkBeginsElsewhereWhenTheViewHasLostTheNode() {
		SimulatedNodes nodes = started(3, 3);
		nodes.evidence = false;
		Process lost = nodes.holder();
		lost.crash();
		nodes.time.runFor(Duration.ofMillis(3900));
		assertThat(nodes.holders()).isEmpty();
		nodes.await("another holder", Duration.ofSeconds(4), nodes::agrees);
	}

	@Test
	void evidenceThatIsWrongIsForgottenWhenTheNodeSpeaks() {
		SimulatedNodes nodes = started(4, 3);
		Process holder = nodes.holder();
		nodes.alive().stream().filter((other) -> other != holder).forEach((other) -> other.believeGone(holder.id()));
		nodes.time.runFor(Duration.ofSeconds(2));
		assertThat(nodes.agrees()).as("history " + nodes.history).isTrue();
		assertTokensGrow(nodes);
	}

	@Test
	void aCutLeavesOneOnEachSideAndAfterTheHealOneIsKeptAndTheOtherConcedes() {
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 3);
			Process first = nodes.holder();
			cutOff(nodes, first);
			nodes.await("one on each side", Duration.ofSeconds(8), () -> nodes.holders().size() == 2);
			assertThat(nodes.holders()).contains(first);
			nodes.time.runFor(Duration.ofSeconds(3));
			assertThat(nodes.holders()).hasSize(2);
			Process second = nodes.holders().stream().filter((holder) -> holder != first).findAny().orElseThrow();
			nodes.network.heal();
			nodes.await("one that all name", HEALED, nodes::agrees);
			NodeId kept = ViewPlacement.kept(SimulatedNodes.KEY, first.id(), second.id());
			Process winner = kept.equals(first.id()) ? first : second;
			Process loser = (winner == first) ? second : first;
			assertThat(nodes.holder()).isSameAs(winner);
			assertThat(winner.told).containsExactly("activate");
			assertThat(loser.told).containsExactly("activate", "concede to " + winner.id().low());
			nodes.time.runFor(Duration.ofSeconds(10));
			assertThat(nodes.history).hasSize(2);
		}
	}

	private static void cutOff(SimulatedNodes nodes, Process one) {
		nodes.network.isolate(one.id());
	}

	@Test
	void aNetworkThatFlapsComesToRestWithOne() {
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 4);
			for (int i = 0; i < 5; i++) {
				cutOff(nodes, nodes.alive().get(i % 4));
				nodes.time.runFor(Duration.ofMillis(2000 + 1300L * i));
				nodes.network.heal();
				nodes.time.runFor(Duration.ofMillis(1500));
			}
			nodes.await("one that all name", HEALED, nodes::agrees);
			nodes.time.runFor(Duration.ofSeconds(10));
			assertThat(nodes.agrees()).isTrue();
		}
	}

	@Test
	void aBetterNodeThatJoinsIsHandedTheResourceWithoutOverlapAndWithTheState() {
		int moved = 0;
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 1);
			Process old = nodes.holder();
			for (int i = 0; i < 4; i++) {
				nodes.start();
				nodes.time.runFor(Duration.ofSeconds(1));
			}
			assertThat(nodes.agrees()).isTrue();
			assertThat(nodes.overlap()).isZero();
			assertTokensGrow(nodes);
			if (nodes.holder() != old) {
				moved++;
				assertThat(nodes.history).hasSizeGreaterThan(1);
				assertThat(old.told.get(1)).startsWith("release to ");
				assertThat(nodes.holder().told.get(0)).startsWith("activate ceded by ");
			}
			for (int i = 1; i < nodes.history.size(); i++) {
				assertThat(nodes.history.get(i).from - nodes.history.get(i - 1).to).isBetween(0L,
						Duration.ofMillis(100).toNanos());
			}
		}
		assertThat(moved).isPositive();
	}

	@Test
	void aNodeThatStandsBackHandsOverAndIsStillTheOneThatIsLeft() {
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 3);
			Process standing = nodes.holder();
			standing.node.standBack(true);
			nodes.await("another holder", SOON, () -> nodes.agrees() && nodes.holder() != standing);
			assertThat(nodes.holder().told.get(0)).isEqualTo("activate ceded by " + standing.id().low());
			assertThat(nodes.holder().node.plan().places()).containsEntry(SimulatedNodes.KEY, nodes.holder().id());
			nodes.alive().stream().filter((other) -> other != standing).forEach(Process::crash);
			nodes.await("the last one goes on", SOON, () -> nodes.holders().equals(List.of(standing)));
			Process fresh = nodes.start();
			nodes.await("the fresh one is preferred", SOON, () -> nodes.agrees() && nodes.holder() == fresh);
			standing.node.standBack(false);
			nodes.time.runFor(SOON);
			assertThat(nodes.agrees()).isTrue();
			assertThat(nodes.overlap()).isZero();
		}
	}

	@Test
	void aNodeThatKeepsOnlyWhatItHasIsGivenNothingWhateverIsLostElsewhere() {
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 3);
			Process lost = nodes.holder();
			List<Process> order = lost.node.plan()
				.order(SimulatedNodes.KEY)
				.stream()
				.map(nodes.processes::get)
				.toList();
			Process keeps = order.get(1);
			Process takes = order.get(2);
			keeps.keepOnly();
			nodes.time.runFor(SOON);
			assertThat(nodes.history).as("nothing moves for it").hasSize(1);
			lost.crash();
			nodes.await("the last in order has it", SOON, () -> nodes.agrees() && nodes.holder() == takes);
			takes.crash();
			nodes.time.runFor(HEALED);
			assertThat(nodes.holders()).as("who only keeps has nothing to keep").isEmpty();
			assertThat(keeps.told).isEmpty();
			Process fresh = nodes.start();
			nodes.await("whoever comes has it", SOON, () -> nodes.agrees() && nodes.holder() == fresh);
		}
	}

	@Test
	void aHolderThatKeepsOnlyWhatItHasKeepsItUntilItDrains() {
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 3);
			Process keeps = nodes.holder();
			keeps.keepOnly();
			nodes.time.runFor(SOON);
			assertThat(nodes.history).hasSize(1);
			assertThat(nodes.agrees()).isTrue();
			var drained = keeps.node.drain(Duration.ofSeconds(5)).toCompletableFuture();
			nodes.await("it has handed over", SOON, () -> drained.isDone() && nodes.agrees());
			assertThat(nodes.holder().told).containsExactly("activate ceded by " + keeps.id().low());
			assertThat(keeps.told).containsExactly("activate", "release to " + nodes.holder().id().low());
			assertThat(nodes.overlap()).isZero();
		}
	}

	@Test
	void aNodeThatLeavesHandsOverFirst() {
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 3);
			Process leaving = nodes.holder();
			var drained = leaving.node.drain(Duration.ofSeconds(5)).toCompletableFuture();
			nodes.await("it has handed over", SOON, drained::isDone);
			assertThat(drained).isCompleted();
			nodes.await("another holder", SOON, () -> nodes.holders().size() == 1);
			assertThat(nodes.holder()).isNotSameAs(leaving);
			assertThat(nodes.holder().told.get(0)).isEqualTo("activate ceded by " + leaving.id().low());
			assertThat(nodes.overlap()).isZero();
			leaving.node.stop(Duration.ofSeconds(1));
			nodes.time.runFor(Duration.ofSeconds(1));
			assertThat(leaving.told).containsExactly("activate", "release to " + nodes.holder().id().low());
		}
	}

	@Test
	void theLastNodeLeavesWithNobodyToHandOverTo() {
		SimulatedNodes nodes = started(1, 1);
		Process last = nodes.holder();
		var drained = last.node.drain(Duration.ofSeconds(5)).toCompletableFuture();
		nodes.await("it has ended", SOON, drained::isDone);
		assertThat(last.told).containsExactly("activate", "release to nobody");
		assertThat(last.node.view().find(SimulatedNodes.KEY)).isEmpty();
	}

	@Test
	void aNodeThatStopsWithoutDrainingFreesWhatItHas() {
		SimulatedNodes nodes = started(5, 3);
		Process leaving = nodes.holder();
		leaving.node.stop(Duration.ofSeconds(1));
		nodes.time.runFor(SOON);
		assertThat(nodes.holders()).as("history " + nodes.history + nodes.alive()).hasSize(1).doesNotContain(leaving);
		assertThat(leaving.told).containsExactly("activate", "revoke");
	}

	@Test
	void aPausedHolderIsReplacedAndOneIsKeptWhenItWakes() {
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 3);
			Process paused = nodes.holder();
			paused.pause();
			nodes.await("another holder", Duration.ofSeconds(8), () -> nodes.holders().size() == 2);
			nodes.time.runFor(Duration.ofSeconds(10));
			paused.resume();
			nodes.await("one that all name", HEALED, nodes::agrees);
			nodes.time.runFor(Duration.ofSeconds(10));
			assertThat(nodes.agrees()).isTrue();
		}
	}

	@Test
	void aShortPauseMovesNothing() {
		SimulatedNodes nodes = started(2, 3);
		Process paused = nodes.holder();
		paused.pause();
		nodes.time.runFor(Duration.ofSeconds(3));
		paused.resume();
		nodes.time.runFor(Duration.ofSeconds(10));
		assertThat(nodes.history).hasSize(1);
	}

	@Test
	void aNodeThatCannotActivateLeavesItToAnother() {
		SimulatedNodes nodes = new SimulatedNodes(7);
		Process one = nodes.start();
		Process two = nodes.start();
		boolean oneIsBetter = ViewPlacement.kept(SimulatedNodes.KEY, one.id(), two.id()).equals(one.id());
		Process better = oneIsBetter ? one : two;
		better.refusesToActivate = true;
		nodes.await("the other has it", SOON, nodes::agrees);
		assertThat(nodes.holder()).isNotSameAs(better);
		nodes.time.runFor(Duration.ofMinutes(5));
		assertThat(nodes.history).as("the better one asks for it again after 10, 20, 40, 80 and 160 seconds")
			.hasSize(5);
		better.refusesToActivate = false;
		nodes.await("the better one has it after its retreat", Duration.ofMinutes(6),
				() -> nodes.holders().equals(List.of(better)));
		assertThat(nodes.overlap()).isZero();
	}

	@Test
	void ofThreeThatMeetAllConcedeToTheOneThatIsKept() {
		for (long seed = 1; seed <= SEEDS; seed++) {
			SimulatedNodes nodes = started(seed, 3);
			nodes.alive().forEach((one) -> cutOff(nodes, one));
			nodes.await("three that act", Duration.ofSeconds(15), () -> nodes.holders().size() == 3);
			NodeId kept = nodes.alive()
				.stream()
				.map(Process::id)
				.reduce((one, other) -> ViewPlacement.kept(SimulatedNodes.KEY, one, other))
				.orElseThrow();
			nodes.network.heal();
			nodes.alive().forEach((one) -> nodes.alive().stream().filter((other) -> other != one).forEach((other) -> {
				if (!one.membership.view().contains(other.id())) {
					one.membership.join(other.self);
				}
			}));
			nodes.await("one that all name", HEALED, nodes::agrees);
			assertThat(nodes.holder().id()).isEqualTo(kept);
			nodes.alive()
				.stream()
				.filter((one) -> !one.id().equals(kept))
				.forEach((loser) -> assertThat(loser.told).endsWith("concede to " + kept.low()));
		}
	}

	@Test
	void aNodeThatOffersNothingNamesTheHolder() {
		SimulatedNodes nodes = started(1, 2);
		Process onlooker = nodes.start(false);
		nodes.await("it names the holder", SOON,
				() -> onlooker.node.view()
					.find(SimulatedNodes.KEY)
					.filter((row) -> row.state() == Ownership.State.ACTIVE && row.node().equals(nodes.holder().id()))
					.isPresent());
		assertThat(onlooker.told).isEmpty();
	}

	@Test
	void anOfferThatIsTakenBackMovesTheResource() {
		SimulatedNodes nodes = started(6, 3);
		Process holder = nodes.holder();
		holder.node.withdraw(SimulatedNodes.OFFER);
		nodes.await("another has it", SOON, () -> nodes.agrees() && nodes.holder() != holder);
		holder.node.offer(SimulatedNodes.OFFER);
		nodes.await("the better one has it again", SOON, () -> nodes.agrees() && nodes.holder() == holder);
		assertThat(nodes.overlap()).isZero();
	}

	@Test
	void whoIsKeptDoesNotDependOnWhoAsks() {
		Random random = new Random(1);
		for (int i = 0; i < 200; i++) {
			NodeId one = NodeId.random(random);
			NodeId two = NodeId.random(random);
			NodeId three = NodeId.random(random);
			ResourceKey key = ResourceKey.of("singleton", "s" + i);
			assertThat(ViewPlacement.kept(key, one, two)).isEqualTo(ViewPlacement.kept(key, two, one));
			NodeId best = Stream.of(one, two, three).reduce((a, b) -> ViewPlacement.kept(key, a, b)).orElseThrow();
			NodeId again = Stream.of(three, one, two).reduce((a, b) -> ViewPlacement.kept(key, a, b)).orElseThrow();
			assertThat(best).isEqualTo(again);
		}
	}

	@Test
	void whateverHappensOneIsKeptAfterwardsAndOnlyFaultsMakeTwo() {
		long only = Long.getLong("simulation.seed", -1);
		long seeds = Long.getLong("simulation.seeds", 30);
		for (long seed = (only >= 0) ? only : 1; seed <= ((only >= 0) ? only : seeds); seed++) {
			try {
				disturb(seed);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("Seed " + seed + " fails; repeat it with -Dsimulation.seed=" + seed, ex);
			}
		}
	}

	private static void disturb(long seed) {
		SimulatedNodes nodes = started(seed, 3);
		Random random = new Random(seed);
		for (int round = 0; round < 6; round++) {
			List<Process> alive = nodes.alive();
			Process victim = alive.get(random.nextInt(alive.size()));
			Process other = alive.get(random.nextInt(alive.size()));
			switch (random.nextInt(7)) {
				case 0 -> cutOff(nodes, victim);
				case 1 -> nodes.network.cutOneWay(victim.id(), other.id());
				case 2 -> nodes.network.cut(victim.id(), other.id());
				case 3 -> nodes.network.disturb(0.2, 0.1);
				case 4 -> victim.pause();
				case 5 -> nodes.start();
				default -> {
					nodes.evidence = random.nextBoolean();
					victim.crash();
					nodes.start();
				}
			}
			nodes.time.runFor(Duration.ofMillis(200 + random.nextInt(9_000)));
			nodes.network.heal();
			nodes.network.disturb(0, 0);
			if (!victim.loop.isCrashed()) {
				victim.resume();
			}
			nodes.time.runFor(Duration.ofMillis(500 + random.nextInt(6_000)));
		}
		nodes.await("one that all name, of " + nodes.alive(), Duration.ofSeconds(20), nodes::agrees);
		int tenures = nodes.history.size();
		nodes.time.runFor(Duration.ofSeconds(20));
		assertThat(nodes.history).hasSize(tenures);
		assertThat(nodes.agrees()).isTrue();
	}

	private static void assertTokensGrow(SimulatedNodes nodes) {
		assertThat(nodes.history.stream().map((Tenure tenure) -> tenure.token)).isSorted().doesNotHaveDuplicates();
	}

}
