package io.distsys.consensus;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.distsys.consensus.SimulatedGroup.Process;
import io.microraft.impl.log.RaftLog;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a command costs three nodes in messages, and that none of those left out is
 * missed.
 */
class ShortCommitStoriesTests {

	private static final String FEW = "io.distsys.consensus.Seeds#few";

	private static final int COMMANDS = 20;

	/** Long enough for a command, and short beside a heartbeat. */
	private static final Duration COMMAND = Duration.ofMillis(15);

	private static SimulatedGroup ofThree(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		group.start(3);
		group.untilVoters(3);
		group.time.runFor(Duration.ofSeconds(2));
		return group;
	}

	private static Process follower(SimulatedGroup group) {
		return group.others(group.leader()).get(0);
	}

	/** Heartbeats and greetings come between, but not between all. */
	private static long fewestMessages(SimulatedGroup group, Process from) {
		return IntStream.range(0, COMMANDS).mapToLong((number) -> {
			long before = group.network.sent();
			from.submit("command " + number, Duration.ofSeconds(5));
			group.time.runFor(COMMAND);
			assertThat(group.running()).allMatch((process) -> process.machine.commands().size() == number + 1);
			return group.network.sent() - before;
		}).min().orElseThrow();
	}

	/** To each of the others: the entry, their answer, and that it is committed. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aCommandOfTheLeaderTakesSixMessages(long seed) {
		SimulatedGroup group = ofThree(seed);
		assertThat(fewestMessages(group, group.leader())).isEqualTo(6);
	}

	/** The same, the command and its answer. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aCommandOfAFollowerTakesEightMessages(long seed) {
		SimulatedGroup group = ofThree(seed);
		assertThat(fewestMessages(group, follower(group))).isEqualTo(8);
	}

	/** One voter commits within the step that appends, and has no other to wait for. */
	@ParameterizedTest
	@MethodSource(FEW)
	void oneAloneTellsWhatBecameOfItsCommandAtOnce(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed);
		Process alone = group.start();
		group.submit(alone, "first");
		for (int i = 0; i < COMMANDS; i++) {
			CompletableFuture<?> told = alone.submit("command " + i, Duration.ofSeconds(5));
			group.time.runFor(Duration.ofMillis(1));
			assertThat(told).isCompleted();
		}
	}

	/** To the leader, its answer with the entry, theirs, and that it is committed. */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoOnlyLearnsFromOneAloneIsToldAtOnce(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).with(1, Duration.ofMinutes(1), 1_000);
		Process alone = group.start();
		group.submit(alone, "first");
		Process learner = group.start();
		group.until("it learns", () -> learner.machine.commands().contains("first"));
		assertThat(alone.log.status().learners()).containsExactly(learner.id());
		group.network.delay(1_000_000, 1_000_000);
		for (int i = 0; i < COMMANDS; i++) {
			CompletableFuture<?> told = learner.submit("command " + i, Duration.ofSeconds(5));
			group.time.runFor(COMMAND);
			assertThat(told).isCompleted();
		}
	}

	/** Their answers to the entries say that they are there. */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoIsToldOfCommitsWithoutEndIsNotTakenForSilent(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		RaftLife life = Objects.requireNonNull(leader.log.keeper().life());
		int term = life.term();
		for (int i = 0; i < 200; i++) {
			follower(group).submit("command " + i, Duration.ofSeconds(5));
			group.time.runFor(COMMAND);
			assertThat(life.voters()).allMatch((voter) -> life.hasAnswered(voter, 2));
		}
		assertThat(leader.leading).isTrue();
		assertThat(life.term()).isEqualTo(term);
		group.untilConverged();
	}

	/** What was not told by the news is told by the next heartbeat. */
	@ParameterizedTest
	@MethodSource(FEW)
	void newsThatAreLostComeWithTheNextHeartbeat(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		Process deaf = follower(group);
		haveButNotHear(group, deaf);
		group.time.runFor(Duration.ofMillis(5));
		assertThat(leader.machine.commands()).containsExactly("command");
		assertThat(deaf.machine.commands()).isEmpty();
		group.network.heal();
		group.until("it is applied everywhere", Duration.ofMillis(500),
				() -> group.running().allMatch((process) -> process.machine.commands().contains("command")));
	}

	/** That it is there it has not said for long, and the leader is to know. */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoHasNotAnsweredForLongAnswersTheNewsToo(long seed) {
		SimulatedGroup group = ofThree(seed);
		RaftLife life = Objects.requireNonNull(group.leader().log.keeper().life());
		Process deaf = follower(group);
		haveButNotHear(group, deaf);
		group.time.runFor(group.settings.heartbeat().multipliedBy(2));
		group.network.heal();
		group.until("it has heard the news", () -> deaf.machine.commands().contains("command"));
		group.time.runFor(Duration.ofMillis(5));
		assertThat(life.voters()).allMatch((voter) -> life.hasAnswered(voter, 1));
	}

	/** It has the entry of a command, and is not told any more that it is committed. */
	private static void haveButNotHear(SimulatedGroup group, Process deaf) {
		RaftLog log = Objects.requireNonNull(deaf.log.keeper().life()).node().state().log();
		long last = log.lastLogOrSnapshotIndex();
		group.leader().submit("command", Duration.ofSeconds(5));
		while (log.lastLogOrSnapshotIndex() == last) {
			group.time.runFor(Duration.ofNanos(20_000));
		}
		group.network.cutOneWay(group.leader().id(), deaf.id());
	}

}
