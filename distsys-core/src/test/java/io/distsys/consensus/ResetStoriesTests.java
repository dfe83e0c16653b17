package io.distsys.consensus;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.distsys.consensus.ResetOutcome.Done;
import io.distsys.consensus.ResetOutcome.Reason;
import io.distsys.consensus.ResetOutcome.Refused;
import io.distsys.consensus.SimulatedGroup.Process;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A majority is lost for good, and somebody says so. */
class ResetStoriesTests {

	private static final String FEW = "io.distsys.consensus.Seeds#few";

	private static final Duration LEADERLESS = Duration.ofSeconds(10);

	private static SimulatedGroup of(int size, long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(size).with(size, Duration.ofSeconds(30), 1_000);
		group.start(size);
		group.untilVoters(size);
		group.submit(group.processes.get(0), "before");
		group.untilConverged();
		return group;
	}

	private static CompletableFuture<ResetOutcome> ask(Process process) {
		return process.log.reset("operator", "the machines are gone", Duration.ofSeconds(15)).toCompletableFuture();
	}

	private static ResetOutcome reset(SimulatedGroup group, Process process) {
		CompletableFuture<ResetOutcome> answer = ask(process);
		group.until("an answer", answer::isDone);
		return answer.join();
	}

	private static void assertRefused(ResetOutcome outcome, Reason reason) {
		assertThat(outcome).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).as(refused.message()).isEqualTo(reason));
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void oneOfThreeThatIsLeftMakesANewGroupWhenItIsTold(long seed) {
		SimulatedGroup group = of(3, seed);
		Process left = group.processes.get((int) (seed % 3));
		GroupId lost = left.machine.group();
		long token = left.machine.token();
		List<Process> gone = group.processes.stream().filter((process) -> process != left).toList();
		gone.forEach(group::crash);
		group.time.runFor(LEADERLESS);
		assertThat(left.leading).isFalse();
		assertThat(reset(group, left)).isInstanceOfSatisfying(Done.class, (done) -> {
			assertThat(done.abandoned()).isEqualTo(lost);
			assertThat(done.group()).isEqualTo(left.machine.group()).isNotEqualTo(lost);
			assertThat(done.members()).containsExactly(left.id());
		});
		assertThat(left.machine.token()).isGreaterThanOrEqualTo(token + (1L << 30));
		group.submit(left, "after");
		group.start(2);
		group.untilVoters(3);
		group.untilConverged();
		group.running().forEach((process) -> assertThat(process.log.lastReset()).hasValueSatisfying((record) -> {
			assertThat(record.abandoned()).isEqualTo(lost);
			assertThat(record.by()).isEqualTo("operator");
			assertThat(record.why()).isEqualTo("the machines are gone");
		}));
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void whoComesLateGetsTheRecordWithTheSnapshot(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3).with(5, Duration.ofSeconds(30), 20);
		group.start(3);
		group.untilVoters(3);
		group.processes.subList(1, 3).forEach(group::crash);
		Process left = group.processes.get(0);
		group.time.runFor(LEADERLESS);
		reset(group, left);
		for (int i = 0; i < 50; i++) {
			group.submit(left, "c" + i);
		}
		Process late = group.start();
		group.untilConverged();
		assertThat(late.log.lastReset()).isEqualTo(left.log.lastReset()).isPresent();
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void twoOfFiveThatAreLeftMakeItTogether(long seed) {
		SimulatedGroup group = of(5, seed);
		group.processes.subList(0, 3).forEach(group::crash);
		List<Process> left = group.processes.subList(3, 5);
		group.time.runFor(LEADERLESS);
		assertThat(reset(group, left.get((int) (seed % 2)))).isInstanceOf(Done.class);
		group.untilConverged();
		assertThat(left.get(0).log.status().voters()).containsExactlyInAnyOrder(left.get(0).id(), left.get(1).id());
		group.start(3);
		group.untilVoters(5);
	}

	/** What it needed once it needs for ever, else parts of it could decide apart. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aGroupThatHasGrownAgainNeverDecidesWithFewer(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(7).with(7, Duration.ofSeconds(30), 1_000);
		group.start(7);
		group.untilVoters(7);
		Process left = group.processes.get(6);
		group.processes.subList(0, 6).forEach(group::crash);
		group.time.runFor(LEADERLESS);
		assertThat(reset(group, left)).isInstanceOf(Done.class);
		group.submit(left, "alone");
		List<Process> others = group.start(2);
		group.untilVoters(3);
		for (Process other : List.of(left, others.get(0))) {
			group.submit(others.get(1), "with " + other.number);
			CompletableFuture<Void> gone = other.leave();
			group.until("it has left", gone::isDone);
			group.gone(other);
		}
		CompletableFuture<?> late = others.get(1).submit("late", Duration.ofSeconds(5));
		group.until("an answer", late::isDone);
		assertThat(late).isCompletedExceptionally();
		assertThat(reset(group, others.get(1))).isInstanceOf(Done.class);
		group.start(3);
		group.untilVoters(3);
		group.untilConverged();
	}

	@Test
	void itIsRefusedWhileThereIsALeader() {
		SimulatedGroup group = of(3, 1);
		assertRefused(reset(group, group.processes.get(0)), Reason.LEADER_KNOWN);
		group.crash(group.leader());
		assertRefused(reset(group, group.running().findFirst().orElseThrow()), Reason.LEADER_KNOWN);
		group.leader();
		assertThat(group.history.groups()).isEqualTo(1);
	}

	@Test
	void itIsRefusedWhileAMajorityCanBeReached() {
		SimulatedGroup group = of(3, 1);
		group.running().forEach((process) -> process.log.keeper().life().mute(true));
		group.time.runFor(LEADERLESS);
		assertRefused(reset(group, group.processes.get(0)), Reason.MAJORITY_REACHABLE);
	}

	@Test
	void itIsRefusedWhileAVoterIsInViewAndSilent() {
		SimulatedGroup group = of(3, 1);
		Process alone = group.processes.get(0);
		group.cut(alone, group.processes.subList(1, 3));
		group.time.runFor(LEADERLESS);
		assertRefused(reset(group, alone), Reason.VOTER_SILENT);
	}

	@Test
	void itIsRefusedWhereThereIsNoGroup() {
		SimulatedGroup group = new SimulatedGroup(1).expecting(3);
		Process alone = group.start();
		group.time.runFor(LEADERLESS);
		assertRefused(reset(group, alone), Reason.NO_GROUP);
	}

	@Test
	void itIsRefusedWhileAnotherIsUnderWay() {
		SimulatedGroup group = of(3, 1);
		group.processes.subList(1, 3).forEach(group::crash);
		group.time.runFor(LEADERLESS);
		CompletableFuture<ResetOutcome> first = ask(group.processes.get(0));
		assertRefused(reset(group, group.processes.get(0)), Reason.UNDER_WAY);
		group.until("an answer", first::isDone);
		assertThat(first.join()).isInstanceOf(Done.class);
	}

	/** It follows a leader beyond a cut that the node which was asked does not see. */
	@ParameterizedTest
	@MethodSource(FEW)
	void itIsRefusedByANodeThatHearsALeader(long seed) {
		SimulatedGroup group = of(5, seed);
		Process leader = group.leader();
		List<Process> others = group.running().filter((process) -> process != leader).toList();
		Process asked = others.get(0);
		List<Process> beyond = List.of(leader, others.get(2), others.get(3));
		group.cut(asked, beyond);
		beyond.forEach((other) -> {
			asked.membership.lose(other.id());
			other.membership.lose(asked.id());
		});
		group.time.runFor(LEADERLESS);
		assertRefused(reset(group, asked), Reason.LEADER_KNOWN);
		group.network.heal();
		beyond.forEach((other) -> group.introduce(asked, other));
		group.untilConverged(Duration.ofSeconds(60));
		assertThat(group.history.groups()).isEqualTo(1);
	}

	/** The mistake that nobody can notice: the lost majority was only cut off. */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoComesBackFromTheOldGroupGivesItUpEvenIfItIsLed(long seed) {
		SimulatedGroup group = of(5, seed);
		List<Process> left = group.processes.subList(0, 2);
		List<Process> cutOff = group.processes.subList(2, 5);
		separate(group, left, cutOff);
		group.time.runFor(LEADERLESS);
		group.submit(cutOff.get(0), "beyond");
		assertThat(reset(group, left.get(0))).isInstanceOf(Done.class);
		group.submit(left.get(1), "new");
		rejoin(group, left, cutOff);
		group.untilConverged(Duration.ofSeconds(60));
		assertThat(cutOff.get(0).machine.commands()).containsExactly("new");
		assertThat(cutOff.get(0).machine.group()).isEqualTo(left.get(0).machine.group());
		group.untilVoters(5);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void twoOperatorsOnBothSidesOfACutEndInOneGroup(long seed) {
		SimulatedGroup group = of(5, seed);
		group.crash(group.processes.get(4));
		List<Process> left = group.processes.subList(0, 2);
		List<Process> right = group.processes.subList(2, 4);
		separate(group, left, right);
		group.time.runFor(LEADERLESS);
		assertThat(reset(group, left.get(0))).isInstanceOf(Done.class);
		assertThat(reset(group, right.get(0))).isInstanceOf(Done.class);
		rejoin(group, left, right);
		group.untilConverged(Duration.ofSeconds(60));
		group.submit(right.get(1), "after");
		group.untilConverged();
	}

	/**
	 * The third of five comes back while two are about to make a new group: with it they
	 * would be a majority, but who has agreed says nothing in the old one any more.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void aHealInTheMiddleOfAResetLeavesOneGroup(long seed) {
		SimulatedGroup group = of(5, seed);
		group.processes.subList(3, 5).forEach(group::crash);
		List<Process> left = group.processes.subList(0, 2);
		List<Process> back = group.processes.subList(2, 3);
		separate(group, left, back);
		group.time.runFor(LEADERLESS);
		group.history.oneAfterAnother = true;
		CompletableFuture<ResetOutcome> answer = ask(left.get((int) (seed % 2)));
		group.time.runFor(Duration.ofMillis(group.time.random().nextInt(3_000)));
		rejoin(group, left, back);
		for (int i = 0; i < 50; i++) {
			group.running().forEach((process) -> process.submit("x", Duration.ofSeconds(1)));
			group.time.runFor(Duration.ofMillis(100));
			assertThat(group.leaders()).hasSizeLessThanOrEqualTo(1);
		}
		assertThat(answer).isCompleted();
		group.untilConverged();
	}

	/**
	 * Who has agreed and is cut off before it hears that the new group has begun would
	 * make the old one a majority: it stays silent there though nobody of the new one is
	 * in sight.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoHasAgreedHelpsNobodyElseToAMajority(long seed) {
		SimulatedGroup group = of(7, seed);
		group.crash(group.processes.get(6));
		List<Process> left = group.processes.subList(0, 3);
		List<Process> right = group.processes.subList(3, 6);
		separate(group, left, right);
		group.time.runFor(LEADERLESS);
		CompletableFuture<ResetOutcome> answer = ask(left.get(0));
		group.time.runFor(Duration.ofSeconds(1));
		List<Process> two = left.subList(0, 2);
		List<Process> agreed = left.subList(2, 3);
		group.cut(agreed.get(0), two);
		group.until("an answer", answer::isDone);
		assertThat(answer.join()).isInstanceOf(Done.class);
		group.network.heal();
		separate(group, two, agreed);
		separate(group, two, right);
		right.forEach((other) -> group.introduce(agreed.get(0), other));
		group.time.runFor(Duration.ofSeconds(30));
		assertThat(right).as(group.describe()).noneMatch((process) -> process.leading);
		assertThat(agreed.get(0).leading).isFalse();
		rejoin(group, two, agreed);
		rejoin(group, two, right);
		group.untilConverged(Duration.ofSeconds(60));
		assertThat(group.processes.get(0).machine.group()).isEqualTo(right.get(0).machine.group());
	}

	private static void separate(SimulatedGroup group, List<Process> left, List<Process> right) {
		left.forEach((one) -> {
			group.cut(one, right);
			right.forEach((other) -> {
				one.membership.lose(other.id());
				other.membership.lose(one.id());
			});
		});
	}

	private static void rejoin(SimulatedGroup group, List<Process> left, List<Process> right) {
		group.network.heal();
		left.forEach((one) -> right.forEach((other) -> group.introduce(one, other)));
	}

}
