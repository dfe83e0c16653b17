package io.distsys.consensus;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.distsys.consensus.SimulatedGroup.Process;
import io.microraft.impl.state.RaftState;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.impl.DefaultRaftModelFactory;
import io.microraft.model.message.RaftMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What MicroRaft alone would do wrong: each story fails without its guard. */
class GuardStoriesTests {

	private static final String FEW = "io.distsys.consensus.Seeds#few";

	private static final RaftModelFactory MODELS = new DefaultRaftModelFactory();

	private static SimulatedGroup ofThree(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		group.start(3);
		group.untilVoters(3);
		group.submit(group.processes.get(0), "first");
		group.untilConverged();
		return group;
	}

	private static RaftLife life(Process process) {
		return Objects.requireNonNull(process.log.keeper().life());
	}

	private static RaftState state(Process process) {
		return life(process).node().state();
	}

	private static List<Process> others(SimulatedGroup group, Process one) {
		return group.running().filter((process) -> process != one).toList();
	}

	private static void deliver(Process to, RaftMessage message) {
		byte[] frame = new WireOutput().member(life(to).self())
			.bytes(new RaftMessageCodec(MODELS).encode(message))
			.toBytes();
		life(to).receive(frame);
	}

	/** An answer from an earlier term says nothing of the log as it is now. */
	@ParameterizedTest
	@MethodSource(FEW)
	void anAnswerOfAnEarlierTermCommitsNothing(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		List<Process> others = others(group, leader);
		group.cut(leader, others);
		leader.submit("lost", Duration.ofSeconds(5));
		group.time.runFor(Duration.ofMillis(10));
		long last = state(leader).log().lastLogOrSnapshotIndex();
		deliver(leader,
				MODELS.createAppendEntriesSuccessResponseBuilder()
					.setGroupId(life(leader).group())
					.setSender(life(others.get(0)).self())
					.setTerm(state(leader).term() - 1)
					.setLastLogIndex(last)
					.setQuerySequenceNumber(0)
					.setFlowControlSequenceNumber(0)
					.build());
		assertThat(leader.machine.commands()).doesNotContain("lost");
		group.time.runFor(Duration.ofSeconds(5));
		group.network.heal();
		group.untilConverged();
	}

	/**
	 * Only one node has what was committed, and its term is far behind that of the other.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void aNodeThatIsTermsBehindTakesTheTermOfWhoRefusesIt(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		Process killed = others(group, leader).get(0);
		Process behind = others(group, leader).get(1);
		group.cut(behind, List.of(leader, killed));
		group.submit(leader, "kept");
		deliver(behind,
				MODELS.createVoteRequestBuilder()
					.setGroupId(life(behind).group())
					.setSender(life(killed).self())
					.setTerm(state(behind).term() + 5)
					.setLastLogTerm(0)
					.setLastLogIndex(0)
					.setSticky(false)
					.build());
		killed.loop.crash();
		group.until("nobody leads", () -> group.leaders().isEmpty());
		group.network.heal();
		group.until("one leads", () -> leader.leading);
		group.submit(behind, "after");
		group.untilConverged();
		assertThat(behind.machine.commands()).containsExactly("first", "kept", "after");
	}

	/** As many as MicroRaft sends in one message, and longer than one may be. */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void whoHasMissedMoreThanAMessageTakesIsSentItInSeveral(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		Process behind = others(group, leader).get(0);
		group.cut(behind, others(group, behind));
		String command = "x".repeat(66_000);
		for (int i = 0; i < 256; i++) {
			group.submit(leader, command + i);
		}
		group.network.heal();
		group.untilConverged();
		assertThat(behind.machine.commands()).hasSize(257);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void whoAskedForVotesOnceAndWasForgottenAsksAgain(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		leader.loop.crash();
		others(group, leader).forEach((process) -> state(process).initPreCandidateState());
		group.until("another leads", Duration.ofSeconds(10), () -> !group.leaders().isEmpty());
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aLeaderThatOnlyLearnersAnswerLeadsNoMore(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).with(3, Duration.ofSeconds(30), 1_000);
		group.start(7);
		group.untilVoters(3);
		group.until("four learners",
				() -> group.leaders().size() == 1 && group.leader().log.status().learners().size() == 4);
		Process leader = group.leader();
		others(group, leader).stream()
			.filter((process) -> leader.log.status().voters().contains(process.id()))
			.forEach((process) -> process.loop.crash());
		group.time.runFor(Duration.ofSeconds(3));
		assertThat(leader.leading).isFalse();
	}

	/**
	 * MicroRaft tries to hand over once more when it has long done so, finds nothing to
	 * hand over, and calls that an error.
	 */
	@ParameterizedTest
	@MethodSource(FEW)
	void whoLeadsAgainBecauseItsSuccessorIsGoneGoesOn(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process leader = group.leader();
		Process successor = others(group, leader).get(0);
		life(leader).transferLeadership(life(successor).self());
		group.until("it has handed over", () -> !life(leader).leads());
		successor.loop.crash();
		group.lose(successor);
		group.submit(leader, "second");
		group.time.runFor(group.settings.heartbeat().multipliedBy(2));
		Process third = others(group, leader).get(0);
		group.submit(third, "third");
		assertThat(third.machine.commands()).containsExactly("first", "second", "third");
	}

}
