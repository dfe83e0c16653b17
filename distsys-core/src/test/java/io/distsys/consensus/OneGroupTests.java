package io.distsys.consensus;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.distsys.consensus.SimulatedGroup.Process;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With an expected size there are never two groups that can decide, as long as no more
 * processes run than are expected.
 */
class OneGroupTests {

	private static final String FEW = "io.distsys.consensus.Seeds#few";

	private static final String MANY = "io.distsys.consensus.Seeds#many";

	@ParameterizedTest
	@MethodSource(MANY)
	void ofThreeExpectedNodesNeverTwoGroupsWhateverRestartsAndIsCut(long seed) {
		RestartChaos chaos = new RestartChaos(seed, 3);
		chaos.run(Duration.ofSeconds(40));
		assertThat(chaos.foundings).isPositive();
	}

	@ParameterizedTest
	@MethodSource(MANY)
	void ofFiveExpectedNodesNeverTwoGroupsWhateverRestartsAndIsCut(long seed) {
		RestartChaos chaos = new RestartChaos(seed, 5);
		chaos.run(Duration.ofSeconds(40));
		assertThat(chaos.foundings).isPositive();
	}

	/**
	 * Three of five make a group. One of them starts anew, having forgotten it, and meets
	 * the other two of five; the two that are left must not go on without it.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void aFounderThatForgetsMakesASecondGroupOnlyOnceTheFirstIsOver(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(5);
		List<Process> founders = group.start(3);
		group.submit(founders.get(0), "first");
		group.untilVoters(3);
		List<Process> left = founders.subList(0, 2);
		founders.get(2).loop.crash();
		group.lose(founders.get(2));
		Process again = group.startSeeing(List.of());
		List<Process> right = List.of(again, group.startSeeing(List.of(again)),
				group.startSeeing(List.of(again, group.processes.get(4))));
		left.forEach((process) -> group.cut(process, right));
		CompletableFuture<?> late = left.get(0).submit("late", Duration.ofSeconds(20));
		group.until("a second group decides", () -> again.isMember() && group.leaders().size() == 1);
		group.submit(again, "second");
		assertThat(group.deciding()).hasSize(1);
		assertThat(left.get(0).machine.commands()).containsExactly("first");
		group.network.heal();
		left.forEach((process) -> right.forEach((other) -> group.introduce(process, other)));
		group.untilConverged();
		assertThat(again.machine.commands()).startsWith("second");
		group.until("an answer", late::isDone);
	}

	/** Or its first holders could begin while the last of an older group still hold. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aNewGroupWaitsForTheLeasesOfAnOlderOneUnlessAllThatAreExpectedMakeIt(long seed) {
		SimulatedGroup two = new SimulatedGroup(seed).expecting(3);
		two.start(2);
		two.time.runFor(two.settings.leaseTime());
		assertThat(two.leaders()).isEmpty();
		two.leader();
		SimulatedGroup three = new SimulatedGroup(seed).expecting(3);
		three.start(3);
		three.until("a leader", Duration.ofSeconds(2), () -> three.leaders().size() == 1);
	}

	/** It gave its group up, and may yet hold what that has given it. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aNewGroupWaitsForTheLeasesOfOneThatAFounderGaveUp(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		List<Process> first = group.start(3);
		group.untilVoters(3);
		group.time.runFor(Duration.ofSeconds(1));
		Process stays = first.get((int) (seed % 3));
		group.others(stays).forEach((process) -> group.leaveInOrder(process, Duration.ofSeconds(3)));
		group.until("nobody leads", () -> group.leaders().isEmpty());
		group.time.runFor(Duration.ofSeconds(10));
		group.start(2);
		group.until("it gives the group up", () -> !stays.isMember());
		group.time.runFor(group.settings.leaseTime());
		assertThat(group.leaders()).isEmpty();
		group.untilVoters(3);
	}

	/** It will hear of the others again, and so will they of it. */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoIsOutOfSightWhileItDrainsHasNotLeft(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		List<Process> all = group.start(3);
		group.untilVoters(3);
		group.submit(all.get(0), "kept");
		group.untilConverged();
		Process stays = all.get((int) (seed % 3));
		all.forEach((one) -> group.cut(one, group.others(one)));
		group.others(stays).forEach((drains) -> {
			stays.membership.leave(drains.id());
			group.others(drains).forEach((other) -> drains.membership.lose(other.id()));
		});
		Process next = group.startSeeing(List.of(stays));
		group.time.runFor(Duration.ofSeconds(60));
		group.introduceAll();
		group.untilConverged();
		assertThat(next.machine.commands()).contains("kept");
		assertThat(group.history.groups()).isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void theFourthOfFiveVotesSoThatOneMayBeLost(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(5);
		List<Process> founders = group.start(3);
		group.untilVoters(3);
		group.start();
		group.untilVoters(4);
		group.crash(founders.get((int) (seed % 3)));
		group.time.runFor(Duration.ofSeconds(5));
		group.submit(group.running().findFirst().orElseThrow(), "after");
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void whereOneOfThreeCannotDecideAloneTheLastTwoGoWithoutWaiting(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		group.start(3);
		group.untilVoters(3);
		group.time.runFor(Duration.ofSeconds(1));
		for (Process process : List.copyOf(group.processes)) {
			group.leaveInOrder(process, Duration.ofSeconds(3));
		}
		assertThat(group.deciding()).isEmpty();
	}

	/** A rolling update of three of five, each of which ends before the next begins. */
	@ParameterizedTest
	@MethodSource(FEW)
	void whatIsLeftOfAGroupWhoseVotersHaveLeftMakesAnother(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(5);
		group.start(3);
		group.untilVoters(3);
		group.time.runFor(Duration.ofSeconds(1));
		for (Process process : List.copyOf(group.processes)) {
			group.leaveInOrder(process, Duration.ofSeconds(5));
			group.time.runFor(Duration.ofSeconds(2));
			Process next = group.start();
			group.submit(next, "after " + process.number);
			group.untilVoters(3);
		}
		group.untilConverged();
	}

	/** It may be beyond a cut, and the table with it. */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoIsOnlyOutOfSightIsNotLostForEver(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		group.start(3);
		group.untilVoters(3);
		group.submit(group.processes.get(0), "kept");
		List<Process> all = List.copyOf(group.processes);
		all.forEach((one) -> group.cut(one, group.others(one)));
		all.forEach((one) -> group.others(one).forEach((other) -> one.membership.lose(other.id())));
		group.time.runFor(Duration.ofSeconds(60));
		group.introduceAll();
		group.untilConverged();
		assertThat(group.history.groups()).isEqualTo(1);
		assertThat(all.get(0).machine.commands()).contains("kept");
	}

	@ParameterizedTest
	@CsvSource({ "1, 5, 1, 1", "2, 5, 2, 1", "3, 5, 2, 2", "4, 5, 3, 2", "5, 5, 3, 3", "5, 3, 4, 2", "7, 5, 5, 3",
			"9, 5, 7, 3", "9, 9, 5, 5" })
	void foundersAndTheLeastThatDecideAreMoreThanThereCanBe(int expected, int maxVoters, int founders, int least) {
		ConsensusSettings defaults = ConsensusSettings.ofDefaults();
		ConsensusSettings settings = new ConsensusSettings(expected, maxVoters, defaults.heartbeat(),
				defaults.electionTimeout(), defaults.crashedVoterRemoval(), defaults.leaseTime(),
				defaults.snapshotEvery());
		assertThat(settings.founders()).isEqualTo(founders).isGreaterThan(expected / 2);
		assertThat(settings.leastVoters()).isEqualTo(least);
		for (int voters = least; voters <= maxVoters; voters++) {
			int quorum = ConsensusSettings.majority(settings.seats(voters));
			assertThat(settings.founders() + quorum).as("%s voters", voters).isGreaterThan(expected);
			assertThat(quorum).isGreaterThan(voters / 2);
		}
	}

	@Test
	void theGroupMadeByFoundersCanDecideAtOnce() {
		for (int expected = 1; expected < 20; expected++) {
			ConsensusSettings settings = ConsensusSettings.ofDefaults().withExpectedSize(expected);
			int voters = Math.min(settings.founders(), settings.maxVoters());
			assertThat(voters).as("of %s", expected)
				.isGreaterThanOrEqualTo(ConsensusSettings.majority(settings.seats(voters)));
		}
	}

}
