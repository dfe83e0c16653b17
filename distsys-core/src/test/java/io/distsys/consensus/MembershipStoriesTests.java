package io.distsys.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.SimulatedGroup.Process;
import io.microraft.impl.log.RaftLog;
import io.microraft.impl.util.OrderedFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who comes, goes, crashes and votes. */
class MembershipStoriesTests {

	private static final String FEW = "io.distsys.consensus.Seeds#few";

	private static SimulatedGroup ofThree(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		group.start(3);
		group.untilVoters(3);
		group.time.runFor(Duration.ofSeconds(2));
		return group;
	}

	private static void leaveInOrder(SimulatedGroup group, Process process) {
		CompletableFuture<Void> left = process.leave();
		group.until("it has left", left::isDone);
		assertThat(left).as(group.describe()).isCompleted();
		group.gone(process);
	}

	/**
	 * Who has voted for the next leader does not hear of it for as long as a message
	 * takes, and must not ask for the next election meanwhile.
	 */
	@ParameterizedTest
	@MethodSource("io.distsys.consensus.Seeds#many")
	void aLeaderThatLeavesCostsOneElection(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		long term = leader.leadingTerm;
		group.network.delay(50_000_000, 200_000_000);
		leaveInOrder(group, leader);
		group.time.runFor(Duration.ofSeconds(3));
		assertThat(group.leader().leadingTerm).as(group.describe()).isEqualTo(term + 1);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void theNextLeaderHasAllThatWasCommitted(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		List<CompletableFuture<?>> submitted = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			submitted.add(group.processes.get(i % 3).submit("c" + i, Duration.ofSeconds(10)));
		}
		group.until("all are applied", () -> submitted.stream().allMatch(CompletableFuture::isDone));
		group.crash(leader);
		long crashedAt = group.time.nanos();
		group.until("another leads", Duration.ofSeconds(10), () -> !group.leaders().isEmpty());
		assertThat(group.leaders()).doesNotContain(leader);
		Process next = group.leader();
		assertThat(next.machine.commands()).hasSize(50);
		assertThat(Duration.ofNanos(group.time.nanos() - crashedAt)).isLessThan(Duration.ofSeconds(6));
		group.submit(next, "after");
		group.untilConverged();
	}

	/** Nobody has taken the place of either, and the one that is silent comes back. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aSilentVoterIsNotRemovedSoonerBecauseAnotherOneHasJustCrashed(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(5);
		group.start(5);
		group.untilVoters(5);
		group.time.runFor(Duration.ofSeconds(2));
		List<Process> followers = group.others(group.leader());
		Process silent = followers.get(0);
		group.cut(silent, group.others(silent));
		group.others(silent).forEach((other) -> other.membership.lose(silent.id()));
		group.time.runFor(Duration.ofMillis(2_600));
		group.crash(followers.get(1));
		group.time.runFor(Duration.ofMillis(3_500));
		group.crash(followers.get(2));
		group.time.runFor(Duration.ofSeconds(2));
		group.introduceAll();
		group.until("one leads", () -> group.leaders().size() == 1);
		group.submit(group.leader(), "after");
	}

	/** It votes until its drain is over, which is not sure to come to its end. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aSilentVoterIsNotRemovedSoonerBecauseAnotherOneDrains(long seed) {
		SimulatedGroup group = ofThree(seed);
		List<Process> followers = group.others(group.leader());
		Process silent = followers.get(0);
		Process draining = followers.get(1);
		group.processes.forEach((process) -> process.membership.drain(draining.id()));
		group.cut(silent, group.others(silent));
		group.others(silent).forEach((other) -> other.membership.lose(silent.id()));
		group.time.runFor(Duration.ofSeconds(10));
		group.crash(draining);
		group.time.runFor(Duration.ofSeconds(2));
		group.introduceAll();
		group.until("one leads", () -> group.leaders().size() == 1);
		group.submit(group.leader(), "after");
	}

	/** It has not said that it leaves the group, and may come back and vote. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aVoterThatIsCutOffWhileItDrainsIsNotTakenForOneThatHasLeft(long seed) {
		SimulatedGroup group = ofThree(seed);
		List<Process> followers = group.others(group.leader());
		Process draining = followers.get(0);
		group.processes.forEach((process) -> process.membership.drain(draining.id()));
		group.cut(draining, group.others(draining));
		group.others(draining).forEach((other) -> other.membership.leave(draining.id()));
		group.time.runFor(Duration.ofSeconds(10));
		group.crash(followers.get(1));
		group.time.runFor(Duration.ofSeconds(2));
		group.introduceAll();
		group.until("one leads", () -> group.leaders().size() == 1);
		group.submit(group.leader(), "after");
	}

	/** A voter that nobody can replace is let go once nobody is there who could learn. */
	@ParameterizedTest
	@MethodSource(FEW)
	void allButOneLeaveTogether(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process learner = group.start();
		group.until("it learns", learner::isMember);
		Process stays = group.processes.get((int) (seed % 3));
		List<Process> leaving = group.others(stays);
		leaving.forEach((process) -> process.leave().thenRun(() -> group.gone(process)));
		group.until("all but one have left", Duration.ofSeconds(10), () -> group.running().count() == 1);
	}

	/** It waits for the other for ever, and the other one for it, unless it is told. */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoDidNotSeeThatTheRestHasLeftMakesAnotherGroupWithThem(long seed) {
		SimulatedGroup group = ofThree(seed);
		List<Process> followers = group.others(group.leader());
		Process silent = followers.get(0);
		group.cut(silent, group.others(silent));
		group.others(silent).forEach((other) -> other.membership.lose(silent.id()));
		group.time.runFor(Duration.ofSeconds(45));
		leaveInOrder(group, followers.get(1));
		group.time.runFor(Duration.ofSeconds(2));
		group.introduceAll();
		group.untilConverged();
		group.submit(group.leader(), "after");
	}

	/** As when the process is killed: its sockets are closed. */
	@ParameterizedTest
	@MethodSource(FEW)
	void anotherLeadsAtOnceWhenTheLeadersNodeHasGoneFromTheView(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(5);
		group.start(5);
		group.untilVoters(5);
		group.time.runFor(Duration.ofMillis(2_000 + 37 * seed));
		Process leader = group.leader();
		group.running().forEach((process) -> process.submit("under way", Duration.ofSeconds(5)));
		group.time.runFor(Duration.ofNanos(group.time.random().nextInt(2_000_000)));
		leader.loop.crash();
		group.lose(leader);
		group.until("another leads", Duration.ofMillis(700), () -> !group.leaders().isEmpty());
		group.submit(group.leader(), "after");
		group.untilConverged();
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aLeaderThatOnlyOneVoterHasLostSightOfCostsOneElectionAtTheMost(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		Process blind = group.running().filter((process) -> process != leader).findFirst().orElseThrow();
		long term = leader.leadingTerm;
		group.cut(leader, List.of(blind));
		blind.membership.lose(leader.id());
		leader.membership.lose(blind.id());
		group.time.runFor(Duration.ofSeconds(60));
		assertThat(group.leader().leadingTerm).isLessThanOrEqualTo(term + 1);
		group.submit(group.leader(), "a");
	}

	/**
	 * Each follower has once asked for votes in vain: it lost sight of the leader alone.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void followersThatFoundTheirLeaderAgainNoticeWhenItFallsSilent(long seed) {
		SimulatedGroup group = ofThree(seed);
		for (Process blind : group.processes) {
			group.cut(blind, group.leaders());
			group.time.runFor(Duration.ofSeconds(2));
			group.network.heal();
			group.time.runFor(Duration.ofSeconds(2));
		}
		Process silent = group.leader();
		List<Process> others = group.running().filter((process) -> process != silent).toList();
		group.cut(silent, others);
		group.until("another leads", Duration.ofMillis(2_500),
				() -> others.stream().anyMatch((other) -> other.leading));
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aViewThatFlapsDoesNotKeepTheGroupFromDeciding(long seed) {
		SimulatedGroup group = ofThree(seed);
		int answered = 0;
		for (int i = 0; i < 40; i++) {
			Process leader = group.leader();
			group.lose(leader);
			CompletableFuture<?> submitted = group.processes.get(i % 3).submit("c" + i, Duration.ofSeconds(2));
			group.time.runFor(Duration.ofMillis(500));
			group.running().filter((process) -> process != leader).forEach((other) -> group.introduce(other, leader));
			group.time.runFor(Duration.ofMillis(500));
			answered += (submitted.isDone() && !submitted.isCompletedExceptionally()) ? 1 : 0;
		}
		assertThat(answered).isGreaterThan(25);
		assertThat(group.leader().leadingTerm).isLessThan(25);
	}

	/** Who was started with the larger size needs more seats than the group has. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aLargerExpectedSizeIsRolledOutOneProcessAtATime(long seed) {
		SimulatedGroup group = ofThree(seed).expecting(5);
		Object before = group.leader().group();
		for (Process old : List.copyOf(group.processes)) {
			leaveInOrder(group, old);
			Process next = group.start();
			group.until("the new one votes", () -> next.log.status().voters().contains(next.id()));
		}
		group.until("only those that run vote", () -> group.leader().log.status().voters().size() == 3);
		group.submit(group.leader(), "after");
		group.untilConverged();
		assertThat(group.leader().group()).isEqualTo(before);
	}

	/** Who was started with the larger size finds fewer voters than it would allow. */
	@ParameterizedTest
	@MethodSource(FEW)
	void aLeaderOfALargerExpectedSizeNeverDecidesAlone(long seed) {
		SimulatedGroup group = ofThree(seed).expecting(5);
		leaveInOrder(group, group.processes.get(0));
		Process larger = group.start();
		group.untilVoters(3);
		leaveInOrder(group, group.processes.get(1));
		group.untilVoters(2);
		Process other = group.processes.get(2);
		group.until("it leads", () -> {
			other.log.keeper().life().transferLeadership(larger.log.keeper().life().self());
			return larger.leading;
		});
		leaveInOrder(group, other);
		CompletableFuture<?> alone = larger.submit("alone", Duration.ofSeconds(5));
		group.until("an answer", alone::isDone);
		assertThat(alone).isCompletedExceptionally();
		assertThat(larger.machine.commands()).isEmpty();
	}

	/**
	 * Otherwise two losses within the time that a crashed voter is waited for are the
	 * end.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void aCrashedVoterIsReplacedAsSoonAsSomebodyCanTakeItsPlace(long seed) {
		SimulatedGroup group = ofThree(seed);
		for (Process old : List.copyOf(group.processes)) {
			group.crash(old);
			Process next = group.start();
			group.until("it is replaced", Duration.ofSeconds(12), () -> {
				List<NodeId> voters = next.log.status().voters();
				return voters.size() == 3 && voters.contains(next.id());
			});
		}
		group.submit(group.leader(), "after");
		group.untilConverged();
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aTransferOfLeadershipThatNeverEndsIsTakenForRefused(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		RaftLife life = leader.log.keeper().life();
		Member other = life.voters().stream().filter((voter) -> !voter.equals(life.self())).findFirst().orElseThrow();
		life.node().state().initLeadershipTransfer(other, new OrderedFuture<>());
		leaveInOrder(group, leader);
		group.submit(group.leader(), "after");
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aFollowerLeavesAndTheRestGoesOn(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		Process follower = group.running().filter((process) -> process != leader).findFirst().orElseThrow();
		leaveInOrder(group, follower);
		group.untilVoters(2);
		assertThat(leader.leading).isTrue();
		group.submit(leader, "a");
		group.untilConverged();
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aLeaderHandsOverAndLeaves(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		leaveInOrder(group, leader);
		assertThat(leader.leading).isFalse();
		group.untilVoters(2);
		group.submit(group.leader(), "a");
		group.untilConverged();
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void nodesLeaveOneAfterAnotherUntilTheLastSimplyStops(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed);
		group.start(3);
		group.untilVoters(3);
		group.submit(group.processes.get(0), "a");
		for (Process process : group.processes) {
			leaveInOrder(group, process);
			group.running().findFirst().ifPresent((rest) -> group.submit(rest, "after " + process.number));
		}
		assertThat(group.processes.get(2).machine.commands()).containsExactly("a", "after 1", "after 2");
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aLoneVoterWithALearnerHandsOverToIt(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed);
		Process voter = group.start();
		group.submit(voter, "a");
		Process learner = group.start();
		group.until("it follows", () -> learner.machine.commands().contains("a"));
		leaveInOrder(group, voter);
		group.submit(learner, "b");
		assertThat(learner.machine.commands()).containsExactly("a", "b");
		assertThat(learner.log.status().voters()).containsExactly(learner.id());
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aVoterThatLeavesIsReplacedByALearnerFirst(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).with(3, Duration.ofSeconds(30), 1_000);
		group.start(4);
		group.untilVoters(3);
		group.until("one learner", () -> group.leader().log.status().learners().size() == 1);
		Process leaves = group.running()
			.filter((process) -> group.leader().log.status().voters().contains(process.id()))
			.skip(seed % 3)
			.findFirst()
			.orElseThrow();
		NodeId follows = group.leader().log.status().learners().get(0);
		CompletableFuture<Void> left = leaves.leave();
		group.until("it has left", () -> {
			assertThat(group.processes).allSatisfy((process) -> assertThat(process.log.status().voters())
				.as("while it leaves, to " + process)
				.matches((voters) -> !process.isMember() || voters.size() >= 3)
				.matches((voters) -> !process.isMember() || voters.contains(leaves.id()) || voters.contains(follows)));
			return left.isDone();
		});
		group.gone(leaves);
		group.untilVoters(3);
		assertThat(group.leader().log.status().learners()).isEmpty();
		assertThat(group.leader().log.status().voters()).contains(follows);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aCrashedVoterIsRemovedAfterTheDelayAndReplaced(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process crashed = group.processes.get((int) (seed % 3));
		group.crash(crashed);
		group.time.runFor(Duration.ofSeconds(25));
		Process leader = group.leader();
		assertThat(leader.log.status().voters()).contains(crashed.id());
		group.until("it is removed", () -> !leader.log.status().voters().contains(crashed.id()));
		group.start();
		group.untilVoters(3);
		group.submit(leader, "a");
		group.untilConverged();
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aNodeThatWasCutOffForLongComesBackAsANewMember(long seed) {
		SimulatedGroup group = ofThree(seed);
		group.start();
		group.submit(group.processes.get(0), "a");
		group.untilConverged();
		Process alone = group.processes.get((int) (seed % 4));
		List<Process> others = group.running().filter((process) -> process != alone).toList();
		group.cut(alone, others);
		others.forEach((other) -> {
			other.membership.lose(alone.id());
			alone.membership.lose(other.id());
		});
		group.time.runFor(Duration.ofSeconds(50));
		group.submit(others.get(0), "b");
		int resets = alone.machine.resets;
		group.network.heal();
		others.forEach((other) -> group.introduce(alone, other));
		group.untilConverged(Duration.ofSeconds(40));
		group.until("all are members",
				() -> group.leader().log.status().voters().size() + group.leader().log.status().learners().size() == 4);
		group.submit(alone, "c");
		group.untilConverged();
		assertThat(alone.machine.commands()).containsExactly("a", "b", "c");
		assertThat(alone.machine.resets).as("its table was never empty").isEqualTo(resets);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aMinorityCommitsNothingAndConvergesAfterTheHeal(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		List<Process> others = group.running().filter((process) -> process != leader).toList();
		group.cut(leader, others);
		CompletableFuture<?> early = leader.submit("lost?", Duration.ofSeconds(5));
		group.time.runFor(Duration.ofSeconds(3));
		assertThat(leader.leading).isFalse();
		CompletableFuture<?> late = leader.submit("never", Duration.ofSeconds(2));
		group.until("the majority has a leader", () -> others.stream().anyMatch((process) -> process.leading));
		group.submit(others.get(0), "kept");
		group.time.runFor(Duration.ofSeconds(3));
		assertThat(early).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(OutcomeUnknownException.class);
		assertThat(late).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(NoQuorumException.class);
		assertThat(leader.machine.commands()).isEmpty();
		group.network.heal();
		group.untilConverged();
		assertThat(leader.machine.commands()).contains("kept").doesNotContain("never");
	}

	/** A voter or one that only follows; the leader too. */
	@ParameterizedTest
	@MethodSource(FEW)
	void withoutAMajorityForLongOperationsFailAtOnceAndWhatWasSentIsUnknown(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).with(3, Duration.ofSeconds(30), 1_000);
		group.start(4);
		group.untilVoters(3);
		group.until("one learner", () -> group.leader().log.status().learners().size() == 1);
		group.time.runFor(Duration.ofSeconds(2));
		Process alone = group.processes.get((int) (seed % 4));
		List<Process> others = group.running().filter((process) -> process != alone).toList();
		group.cut(alone, others);
		CompletableFuture<?> sent = alone.submit("sent", Duration.ofSeconds(20));
		CompletableFuture<?> waiting = alone.readBarrier(Duration.ofSeconds(20));
		group.time.runFor(Duration.ofSeconds(3));
		assertThat(waiting).as("a change of the leader is waited for").isNotDone();
		group.time.runFor(Duration.ofSeconds(4));
		assertThat(waiting).satisfies(MembershipStoriesTests::wasNotDone);
		CompletableFuture<?> late = alone.submit("never", Duration.ofSeconds(20));
		CompletableFuture<?> read = alone.readBarrier(Duration.ofSeconds(20));
		CompletableFuture<?> vital = alone.submitVital("vital", Duration.ofSeconds(20));
		group.time.runFor(Duration.ofMillis(1));
		assertThat(List.of(late, read)).allSatisfy(MembershipStoriesTests::wasNotDone);
		assertThat(vital).isNotDone();
		group.network.heal();
		group.until("what cannot be done without is done", vital::isDone);
		assertThat(vital).isCompleted();
		group.submit(alone, "after");
		group.until("the first has an end", sent::isDone);
		assertThat(sent).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(OutcomeUnknownException.class);
		group.untilConverged();
		assertThat(alone.machine.commands()).contains("vital", "after").doesNotContain("never");
	}

	private static void wasNotDone(CompletableFuture<?> operation) {
		assertThat(operation).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(NoQuorumException.class)
			.withMessageContaining("no leader for PT3S or longer");
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aLeaderThatIsMissedForAMomentIsWaitedFor(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process alone = group.processes.get((int) (seed % 3));
		group.cut(alone, group.running().filter((process) -> process != alone).toList());
		group.until("the leader is missed", () -> alone.log.status().leader() == null);
		CompletableFuture<Long> read = alone.readBarrier(Duration.ofSeconds(20));
		group.time.runFor(Duration.ofSeconds(1));
		group.network.heal();
		group.until("it is answered", read::isDone);
		assertThat(read).isCompleted();
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aNodeThatFindsNoGroupWaitsForOneForAWhileAndThenSaysSoAtOnce(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		Process alone = group.start();
		CompletableFuture<?> early = alone.submit("early", Duration.ofSeconds(30));
		group.time.runFor(Duration.ofMillis(9_500));
		assertThat(early).isNotDone();
		group.time.runFor(Duration.ofSeconds(1));
		for (CompletableFuture<?> operation : List.of(early, alone.submit("late", Duration.ofSeconds(30)))) {
			group.time.runFor(Duration.ofMillis(300));
			assertThat(operation).failsWithin(Duration.ZERO)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(NoQuorumException.class)
				.withMessageContaining("no consensus group for PT10S or longer: 1 of");
		}
		group.start(2);
		group.until("a group", () -> alone.log.outage().isEmpty());
		group.submit(alone, "after");
	}

	/** It has not listened: that it heard nobody says nothing. */
	@ParameterizedTest
	@MethodSource(FEW)
	void afterAPauseOfItsOwnANodeLooksForTheLeaderAnew(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process paused = group.processes.get((int) (seed % 3));
		group.cut(paused, group.running().filter((process) -> process != paused).toList());
		group.until("the leader is missed", () -> paused.log.status().leader() == null);
		group.time.runFor(Duration.ofMillis(300));
		paused.loop.pause();
		group.time.runFor(Duration.ofMillis(5_000 + 977 * seed));
		group.network.heal();
		paused.loop.resume();
		for (int i = 0; i < 200; i++) {
			group.time.runFor(Duration.ofMillis(10));
			assertThat(paused.log.outage()).isEmpty();
		}
		group.submit(paused, "after");
		group.untilConverged();
	}

	/**
	 * MicroRaft would commit with two of four, and a change to three or five voters could
	 * then elect a leader among the other two.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void halfOfFourVotersCommitNothing(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(5);
		group.start(4);
		group.untilVoters(4);
		Process leader = group.leader();
		List<Process> others = group.running().filter((process) -> process != leader).toList();
		group.until("all follow",
				() -> others.stream().allMatch((process) -> leader.id().equals(process.log.status().leader())));
		List.of(leader, others.get(0)).forEach((node) -> group.cut(node, others.subList(1, 3)));
		leader.submit("half", Duration.ofSeconds(5));
		group.time.runFor(Duration.ofSeconds(5));
		assertThat(leader.machine.commands()).isEmpty();
		group.network.heal();
		group.submit(group.leader(), "whole");
		group.untilConverged();
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void allThreeAreReplacedOneByOne(long seed) {
		SimulatedGroup group = ofThree(seed);
		List<Process> first = List.copyOf(group.processes);
		List<String> expected = new ArrayList<>();
		for (Process old : first) {
			group.start();
			String command = "while " + old.number;
			leaveInOrder(group, old);
			group.submit(group.running().findFirst().orElseThrow(), command);
			expected.add(command);
			group.untilVoters(3);
		}
		group.untilConverged();
		assertThat(group.leader().machine.commands()).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aLateJoinerGetsASnapshotAndTheRest(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).with(5, Duration.ofSeconds(30), 20);
		Process first = group.start();
		for (int i = 0; i < 50; i++) {
			group.submit(first, "c" + i);
		}
		RaftLog log = first.log.keeper().life().node().state().log();
		assertThat(log.lastLogOrSnapshotIndex() - log.snapshotIndex()).as("kept in memory").isLessThan(20);
		List<Process> late = group.start(4);
		group.untilVoters(5);
		group.submit(late.get(3), "last");
		group.untilConverged();
		assertThat(late.get(3).machine.commands()).hasSize(51);
	}

	private static void submitMany(SimulatedGroup group, int count) {
		List<CompletableFuture<?>> submitted = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			submitted.add(group.leader().submit("c" + i, Duration.ofSeconds(10)));
		}
		group.until("all are applied", () -> submitted.stream().allMatch(CompletableFuture::isDone));
	}

	/**
	 * MicroRaft looks for the end of its log from the end of the leader's, one entry a
	 * round trip.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoComesLateFollowsSoonHoweverLongTheLogIs(long seed) {
		SimulatedGroup group = ofThree(seed);
		submitMany(group, 1_000);
		group.network.delay(2_000_000, 10_000_000);
		Process late = group.start();
		group.until("it follows", Duration.ofSeconds(5), () -> late.machine.commands().size() == 1_000);
	}

	/**
	 * The only majority that is left has one that was cut off, and a leader that does not
	 * know it.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoWasCutOffCatchesUpSoonWithTheNextLeader(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		Process behind = group.running().filter((process) -> process != leader).findFirst().orElseThrow();
		group.cut(behind, group.running().filter((process) -> process != behind).toList());
		submitMany(group, 1_000);
		group.network.delay(2_000_000, 10_000_000);
		group.crash(leader);
		group.network.heal();
		group.until("both have all", Duration.ofSeconds(6),
				() -> group.running().allMatch((process) -> process.machine.commands().size() == 1_000));
		group.submit(behind, "after");
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void moreThanTwoLearnersFollow(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).with(3, Duration.ofSeconds(30), 100);
		group.start(9);
		group.until("six learners",
				() -> group.leaders().size() == 1 && group.leader().log.status().learners().size() == 6);
		group.untilVoters(3);
		group.submit(group.processes.get(8), "a");
		group.untilConverged();
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aBarrierOnAFollowerSeesWhatWasCommittedBefore(long seed) {
		SimulatedGroup group = ofThree(seed);
		group.network.delay(100_000, 20_000_000);
		for (int i = 0; i < 20; i++) {
			Process writer = group.processes.get(i % 3);
			Process reader = group.processes.get((i + 1) % 3);
			group.submit(writer, "c" + i);
			CompletableFuture<Long> barrier = reader.readBarrier(Duration.ofSeconds(5));
			group.until("the barrier", barrier::isDone);
			assertThat(barrier).isCompleted();
			assertThat(reader.machine.commands()).contains("c" + i);
		}
	}

	/**
	 * The old leader has a snapshot, then only what it never replicated: one follower was
	 * too far behind to keep entries for, the other had all.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void anOldLeaderWithOnlyUncommittedEntriesAfterItsSnapshotCatchesUp(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3).with(5, Duration.ofSeconds(30), 20);
		group.start(3);
		group.untilVoters(3);
		Process leader = group.leader();
		List<Process> others = group.running().filter((process) -> process != leader).toList();
		group.cut(leader, List.of(others.get(1)));
		for (int i = 0; i < 30 || leader.log.status().appliedIndex() % 20 != 0; i++) {
			group.submit(leader, "x" + i);
		}
		group.cut(leader, others);
		for (int i = 0; i < 3; i++) {
			leader.submit("lost" + i, Duration.ofSeconds(1));
		}
		group.until("another leads", () -> others.stream().anyMatch((process) -> process.leading));
		for (int i = 0; i < 1 + (int) (seed % 4); i++) {
			group.submit(others.get(0), "new" + i);
		}
		group.network.heal();
		group.untilConverged();
		assertThat(leader.machine.commands()).noneMatch((command) -> command.startsWith("lost"));
	}

}
