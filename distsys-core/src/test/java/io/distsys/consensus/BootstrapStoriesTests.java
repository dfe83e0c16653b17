package io.distsys.consensus;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.distsys.consensus.GroupStatus.Role;
import io.distsys.consensus.SimulatedGroup.Process;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How a group comes to be, and never a second one. */
class BootstrapStoriesTests {

	private static final String FEW = "io.distsys.consensus.Seeds#few";

	@ParameterizedTest
	@MethodSource(FEW)
	void aLoneNodeLeadsAtOnceAndGrowsToThreeVoters(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed);
		Process first = group.start();
		group.until("it leads", Duration.ofSeconds(1), () -> first.leading);
		assertThat(group.submit(first, "a").result()).asString().isEqualTo("=a");
		Process second = group.start();
		group.until("the second follows", () -> second.log.status().role() == Role.LEARNER);
		assertThat(second.log.status().voters()).containsExactly(first.id());
		group.start();
		group.untilVoters(3);
		group.submit(second, "b");
		group.untilConverged();
		assertThat(second.machine.commands()).containsExactly("a", "b");
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void threeThatAreExpectedMakeOneGroupInAnyOrder(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		for (int i = 0; i < 3; i++) {
			group.start();
			group.time.runFor(Duration.ofMillis(group.time.random().nextInt(1_000)));
		}
		group.untilVoters(3);
		group.submit(group.processes.get(group.time.random().nextInt(3)), "a");
		group.untilConverged();
		assertThat(group.history.groups()).isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void severalThatStartTogetherWithoutAnExpectedSizeMakeOneGroup(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed);
		group.start(5);
		group.untilVoters(5);
		group.submit(group.processes.get(4), "a");
		group.untilConverged();
		assertThat(group.history.groups()).isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void twoOfThreeBeginAndTheThirdJoins(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		Process first = group.start();
		group.time.runFor(Duration.ofSeconds(10));
		assertThat(first.isMember()).isFalse();
		assertThat(first.log.status().waitingFor()).contains("1 of 2 nodes").contains("expected-size 3");
		Process second = group.start();
		group.submit(second, "a");
		group.start();
		group.untilVoters(3);
		group.untilConverged();
	}

	@Test
	void oneOfThreeWaitsAndSaysWhy() {
		SimulatedGroup group = new SimulatedGroup(1).expecting(3);
		Process alone = group.start();
		var submitted = alone.submit("a", Duration.ofSeconds(2));
		group.time.runFor(Duration.ofSeconds(60));
		assertThat(alone.isMember()).isFalse();
		assertThat(submitted).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(NoQuorumException.class)
			.withMessageContaining("1 of 2 nodes");
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void fourNodesWhereThreeAreExpectedRefuse(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		Process one = group.startSeeing(List.of());
		Process two = group.startSeeing(List.of());
		Process three = group.startSeeing(List.of());
		Process four = group.startSeeing(List.of());
		List.of(one, two, three, four)
			.forEach((node) -> List.of(one, two, three, four)
				.stream()
				.filter((other) -> other != node)
				.forEach((other) -> group.introduce(node, other)));
		group.time.runFor(Duration.ofSeconds(30));
		assertThat(group.running().filter(Process::isMember)).isEmpty();
		assertThat(one.log.status().waitingFor()).contains("4 nodes are seen, more than expected-size 3");
		group.gone(four);
		group.untilVoters(3);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void nodesThatDifferInTheirExpectedSizeSaySo(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		Process one = group.start();
		group.expecting(5);
		group.start();
		group.time.runFor(Duration.ofSeconds(5));
		assertThat(group.running().filter(Process::isMember)).isEmpty();
		assertThat(one.log.status().waitingFor()).contains("differ in expected-size");
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void nodesThatDifferInTheTimeOfALeaseMakeNoGroup(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		Process one = group.start();
		ConsensusSettings same = group.settings;
		group.settings = new ConsensusSettings(3, same.maxVoters(), same.heartbeat(), same.electionTimeout(),
				same.crashedVoterRemoval(), same.leaseTime().plusSeconds(1), same.snapshotEvery());
		group.start();
		group.time.runFor(Duration.ofSeconds(5));
		assertThat(group.running().filter(Process::isMember)).isEmpty();
		assertThat(one.log.status().waitingFor()).contains("the time of a lease");
	}

	/**
	 * The network is cut at any moment of the agreement, and stays so: whatever {A, B, C}
	 * have agreed, {A, D, E} must not have a second group beside theirs.
	 */
	@ParameterizedTest
	@MethodSource("io.distsys.consensus.Seeds#many")
	void fiveExpectedNodesNeverHaveTwoLivingGroups(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(5);
		group.network.delay(1_000_000, 60_000_000);
		List<Process> firstThree = group.start(3);
		group.time.runFor(Duration.ofMillis(group.time.random().nextInt(900)));
		Process bridge = firstThree.get(group.time.random().nextInt(3));
		List<Process> left = firstThree.stream().filter((node) -> node != bridge).toList();
		List<Process> right = List.of(group.start(), group.start());
		left.forEach((node) -> group.cut(node, right));
		left.forEach((node) -> group.cut(node, List.of(bridge)));
		for (int i = 0; i < 30; i++) {
			group.running().forEach((process) -> process.submit("x", Duration.ofSeconds(1)));
			group.time.runFor(Duration.ofSeconds(1));
			if (i == 5) {
				left.forEach((node) -> right.forEach((other) -> separate(node, other)));
				left.forEach((node) -> separate(node, bridge));
			}
		}
		assertThat(group.history.groups()).as(group.describe()).isLessThanOrEqualTo(1);
		group.network.heal();
		group.processes.forEach((one) -> group.processes.stream()
			.filter((other) -> other != one)
			.forEach((other) -> group.introduce(one, other)));
		group.untilConverged(Duration.ofSeconds(60));
		assertThat(group.running().filter((process) -> !process.isMember())).as(group.describe()).isEmpty();
	}

	private static void separate(Process one, Process other) {
		one.membership.lose(other.id());
		other.membership.lose(one.id());
	}

	/** Of a founder that is killed at any moment, the others do not wait for ever. */
	@ParameterizedTest
	@MethodSource("io.distsys.consensus.Seeds#many")
	void aFounderThatIsKilledWhileTheyAgreeStopsNobody(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3).with(5, Duration.ofSeconds(10), 1_000);
		group.network.delay(1_000_000, 60_000_000);
		List<Process> nodes = group.start(3);
		group.time.runFor(Duration.ofMillis(200 + group.time.random().nextInt(500)));
		group.crash(nodes.get(group.time.random().nextInt(3)));
		group.until("two make a group", Duration.ofSeconds(60), () -> group.leaders().size() == 1);
		Process leader = group.leader();
		group.submit(leader, "a");
		group.time.runFor(Duration.ofSeconds(2));
		group.start();
		group.until("three voters", Duration.ofSeconds(60),
				() -> group.running().allMatch((process) -> process.log.status().voters().size() == 3));
		group.untilConverged();
	}

	/**
	 * Who was bound to a proposal whose others are all dead takes part in the next one.
	 */
	@ParameterizedTest
	@MethodSource("io.distsys.consensus.Seeds#many")
	void whoAloneSurvivesAProposalTakesPartInTheNext(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(5).with(3, Duration.ofSeconds(10), 1_000);
		group.network.delay(1_000_000, 60_000_000);
		List<Process> nodes = group.start(4);
		group.time.runFor(Duration.ofMillis(200 + group.time.random().nextInt(500)));
		Collections.shuffle(nodes, group.time.random());
		nodes.stream().skip(1).forEach(group::crash);
		group.start(4);
		group.until("one group", Duration.ofSeconds(60), () -> group.leaders().size() == 1);
		group.untilConverged();
		assertThat(group.running().filter((process) -> !process.isMember())).as(group.describe()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void twoGroupsThatMeetBecomeOne(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed);
		List<Process> left = List.of(group.startSeeing(List.of()));
		group.time.runFor(Duration.ofSeconds(5));
		Process right = group.startSeeing(List.of());
		group.submit(left.get(0), "left");
		group.submit(right, "right");
		Process third = group.startSeeing(List.of(right));
		Process fourth = group.startSeeing(List.of(right, third));
		group.until("three on the right", () -> right.log.status().voters().size() == 3);
		GroupId lost = left.get(0).machine.group();
		long tokenOfLost = left.get(0).machine.token();
		Collections.shuffle(group.processes, group.time.random());
		List.of(right, third, fourth).forEach((node) -> group.introduce(left.get(0), node));
		group.untilConverged();
		assertThat(left.get(0).machine.group()).isNotEqualTo(lost).isEqualTo(right.machine.group());
		assertThat(left.get(0).machine.commands()).containsExactly("right");
		assertThat(left.get(0).followings).isEqualTo(1);
		assertThat(right.machine.token()).isGreaterThan(tokenOfLost);
	}

	/** A command names sessions of its own table; in another the names mean others. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aCommandThatWaitedForALeaderIsNotRunInAnotherGroup(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed);
		Process left = group.startSeeing(List.of());
		Process second = group.startSeeing(List.of(left));
		Process third = group.startSeeing(List.of(left, second));
		group.until("three voters", () -> left.log.status().voters().size() == 3);
		Process right = group.startSeeing(List.of());
		group.submit(right, "right");
		group.crash(second);
		group.crash(third);
		group.time.runFor(Duration.ofSeconds(5));
		CompletableFuture<?> waiting = left.submitVital("meant for the left", Duration.ofSeconds(30));
		group.time.runFor(Duration.ofSeconds(1));
		assertThat(waiting).isNotDone();
		group.introduce(left, right);
		group.until("an answer", waiting::isDone);
		assertThat(waiting).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(NoQuorumException.class)
			.withMessageContaining("given up");
		group.untilConverged();
		assertThat(right.machine.commands()).containsExactly("right");
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void theGroupThatStaysGrantsNoTokenBelowOneOfTheOther(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed);
		Process old = group.startSeeing(List.of());
		Process oldToo = group.startSeeing(List.of(old));
		Process oldest = group.startSeeing(List.of(old, oldToo));
		group.until("three voters", () -> old.log.status().voters().size() == 3);
		group.time.runFor(Duration.ofSeconds(30));
		Process younger = group.startSeeing(List.of());
		group.submit(younger, "younger");
		long higher = younger.machine.token();
		assertThat(higher).isGreaterThan(old.machine.token());
		List.of(old, oldToo, oldest).forEach((node) -> group.introduce(younger, node));
		group.untilConverged();
		assertThat(younger.machine.group()).isEqualTo(old.machine.group());
		assertThat(old.machine.token()).isGreaterThanOrEqualTo(higher);
		group.submit(old, "next");
		assertThat(old.machine.token()).isGreaterThan(higher);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aNewGroupBeginsItsTokensAboveThoseOfAnyFounder(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		long far = Long.MAX_VALUE / 4;
		group.startSeeing(List.of());
		Process second = group.start();
		second.machine.know(far);
		group.submit(second, "a");
		assertThat(second.machine.token()).isGreaterThan(far);
	}

}
