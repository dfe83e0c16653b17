package io.distsys.consensus;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.ReplicatedLog.Applied;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings commands and reads to the leader, wherever that is, and tells what became of
 * them. A command is repeated only where it certainly was not appended, and one that
 * nothing depends on but its caller only while a leader is known or soon may be.
 */
final class CommandForwarder {

	private static final Logger logger = LoggerFactory.getLogger(CommandForwarder.class);

	private static final Duration RETRY = Duration.ofMillis(50);

	/** One alone makes no message much longer than a batch of them. */
	private static final int LONGEST_COMMAND = EntryBatch.BYTES;

	private final GroupKeeper keeper;

	private final LoggedStateMachine machine;

	private final Messenger messenger;

	private final EventLoop loop;

	private final Duration barrierAttempt;

	private final Admission admission = new Admission();

	private final LeaderDesk desk;

	private final AppliedSignal applied;

	CommandForwarder(GroupKeeper keeper, LoggedStateMachine machine, Messenger messenger, EventLoop loop,
			ConsensusSettings settings) {
		this.keeper = keeper;
		this.machine = machine;
		this.messenger = messenger;
		this.loop = loop;
		this.barrierAttempt = settings.electionTimeout();
		this.desk = new LeaderDesk(keeper, loop.clock(), settings.heartbeat());
		this.applied = new AppliedSignal(machine, messenger, loop);
	}

	Subscription listen() {
		return this.messenger.handle(LeaderDesk.ADDRESS, this.loop, this.desk::serve);
	}

	/** Runs after each step of the consensus library, before what it sends leaves. */
	void afterStep() {
		this.desk.afterStep();
		this.applied.afterStep();
	}

	/** Number of requests refused because too many were under way. */
	long rejected() {
		return this.admission.refused();
	}

	CompletionStage<Applied> submit(byte[] command, Duration timeout) {
		if (command.length > LONGEST_COMMAND) {
			throw new IllegalArgumentException(
					"A command has at most " + LONGEST_COMMAND + " bytes, not " + command.length);
		}
		return begin(new Submission(command, false), timeout);
	}

	CompletionStage<Applied> submitVital(byte[] command, Duration timeout) {
		return begin(new Submission(command, true), timeout);
	}

	CompletionStage<Long> readBarrier(Duration timeout) {
		return begin(new Barrier(), timeout);
	}

	private <T> CompletionStage<T> begin(Attempts<T> attempts, Duration timeout) {
		long deadline = this.loop.clock().nanos() + timeout.toNanos();
		if (attempts.isVital() || this.admission.admit()) {
			this.loop.execute(() -> attempts.begin(deadline, timeout));
		}
		else {
			attempts.result.completeExceptionally(new NoQuorumException(
					Admission.MOST + " requests of this node to the consensus group are under way already: this one"
							+ " was not sent; wait for some of them before you make more"));
		}
		return attempts.result.minimalCompletionStage();
	}

	/** One command or read, until it has a result or its time is over. */
	private abstract class Attempts<T> {

		final CompletableFuture<T> result = new CompletableFuture<>();

		long deadline;

		boolean outcomeUnknown;

		private @Nullable GroupId meantFor;

		private final Runnable firstAttempt = this::attempt;

		private Subscription timer = () -> {
		};

		void begin(long deadline, Duration timeout) {
			this.deadline = deadline;
			this.meantFor = CommandForwarder.this.machine.group();
			this.timer = CommandForwarder.this.loop.schedule(timeout, this::giveUp);
			if (isVital()) {
				attempt();
			}
			else {
				CommandForwarder.this.admission.begin(this.firstAttempt);
			}
		}

		private void giveUp() {
			if (this.outcomeUnknown) {
				fail(new OutcomeUnknownException("No answer of the leader came in time: the command may be applied"));
			}
			else {
				String why = CommandForwarder.this.keeper.waitingFor();
				fail(new NoQuorumException(
						"No leader of the consensus group took it in time" + (why.isEmpty() ? "" : ": " + why)));
			}
		}

		final void fail(RuntimeException failure) {
			if (this.result.completeExceptionally(failure)) {
				end();
			}
		}

		final void succeed(T value) {
			if (this.result.complete(value)) {
				end();
			}
		}

		private void end() {
			this.timer.close();
			if (!isVital()) {
				CommandForwarder.this.admission.end(this.firstAttempt);
			}
		}

		final void retry() {
			this.outcomeUnknown = false;
			if (!this.result.isDone()) {
				CommandForwarder.this.loop.schedule(RETRY, this::attempt);
			}
		}

		/**
		 * Also where another node knows of a leader: this one has not heard it for long,
		 * and would not hear its answer.
		 */
		private boolean isInVain() {
			Optional<String> outage = isVital() ? Optional.empty() : CommandForwarder.this.keeper.outage();
			outage.ifPresent((why) -> fail(new NoQuorumException("Not sent: " + why)));
			return outage.isPresent();
		}

		final void unknown() {
			fail(new OutcomeUnknownException("The leader was lost before it answered: the command may be applied"));
		}

		final void attempt() {
			if (this.result.isDone()) {
				return;
			}
			if (CommandForwarder.this.keeper.isClosed()) {
				fail(new NoQuorumException("This node has stopped"));
				return;
			}
			RaftLife life = CommandForwarder.this.keeper.life();
			NodeId leader = CommandForwarder.this.keeper.leader();
			if (life != null && isMeantForAnother(life.group())) {
				fail(new NoQuorumException("The consensus group " + this.meantFor
						+ " that this was meant for is given up, and another has taken its place"));
			}
			else if ((life == null || life.leader() == null) && isInVain()) {
				return;
			}
			else if (life == null || leader == null) {
				retry();
			}
			else if (leader.equals(CommandForwarder.this.messenger.self())) {
				here(life);
			}
			else {
				there(life.group(), leader);
			}
		}

		/**
		 * A command names sessions and grants of one table. In that of another group the
		 * same names may be somebody else's.
		 */
		private boolean isMeantForAnother(GroupId group) {
			if (this.meantFor == null) {
				this.meantFor = group;
			}
			return hasEffect() && !group.equals(this.meantFor);
		}

		private void there(GroupId group, NodeId leader) {
			long left = Math.max(1, this.deadline - CommandForwarder.this.loop.clock().nanos());
			this.outcomeUnknown = hasEffect();
			CommandForwarder.this.messenger
				.call(leader, Lane.CONTROL, LeaderDesk.ADDRESS, request(group), attemptTimeout(Duration.ofNanos(left)))
				.whenComplete((reply, failure) -> onLoop(() -> onReply(group, reply)));
		}

		/** What comes on the loop does not queue behind what is to be sent from it. */
		private void onLoop(Runnable task) {
			if (CommandForwarder.this.loop.inLoop()) {
				try {
					task.run();
				}
				catch (RuntimeException | Error ex) {
					// The stage that this runs in would keep it to itself.
					logger.error("The answer to a command was not taken", ex);
				}
			}
			else {
				CommandForwarder.this.loop.execute(task);
			}
		}

		private void onReply(GroupId group, @Nullable Reply reply) {
			if (this.result.isDone()) {
				return;
			}
			if (reply instanceof Reply.Answered answered) {
				onAnswer(group, LeaderAnswer.read(answered.payload()));
			}
			else if (reply instanceof Reply.Refused || didNotRun(reply)) {
				retry();
			}
			else {
				lost();
			}
		}

		private static boolean didNotRun(@Nullable Reply reply) {
			return reply instanceof Reply.Unreachable unreachable && unreachable.outcome() == Outcome.DID_NOT_RUN
					|| reply instanceof Reply.TimedOut late && late.outcome() == Outcome.DID_NOT_RUN;
		}

		final void onAnswer(GroupId group, LeaderAnswer answer) {
			switch (answer.kind()) {
				case DONE -> CommandForwarder.this.machine.whenApplied(answer.index(), onApplied(group, answer));
				case NOT_DONE -> retry();
				case UNKNOWN -> lost();
			}
		}

		final Consumer<GroupId> onApplied(GroupId group, LeaderAnswer answer) {
			return (following) -> applied(following.equals(group), answer);
		}

		/**
		 * Whether a lease or a grant depends on it, so that it is not held up by users.
		 */
		boolean isVital() {
			return false;
		}

		/** Whether it changes anything when it runs. */
		abstract boolean hasEffect();

		abstract byte[] request(GroupId group);

		abstract Duration attemptTimeout(Duration left);

		abstract void here(RaftLife life);

		/** No answer will come. */
		abstract void lost();

		/** This node has applied it, or follows another group by now. */
		abstract void applied(boolean sameGroup, LeaderAnswer answer);

	}

	private final class Submission extends Attempts<Applied> {

		private final byte[] command;

		private final boolean vital;

		private Submission(byte[] command, boolean vital) {
			this.command = command;
			this.vital = vital;
		}

		@Override
		boolean isVital() {
			return this.vital;
		}

		@Override
		boolean hasEffect() {
			return true;
		}

		@Override
		byte[] request(GroupId group) {
			return new WireOutput().kind(kind().ordinal()).group(group).bytes(this.command).toBytes();
		}

		private LeaderDesk.Request kind() {
			return this.vital ? LeaderDesk.Request.VITAL : LeaderDesk.Request.SUBMIT;
		}

		@Override
		Duration attemptTimeout(Duration left) {
			return left;
		}

		@Override
		void here(RaftLife life) {
			this.outcomeUnknown = true;
			CommandForwarder.this.desk.append(life, kind(), this.command,
					(answer) -> onOwnAnswer(life.group(), answer));
		}

		/**
		 * Comes within a step of the consensus library, which must not be disturbed. Who
		 * waits is told after the step, before what it sends leaves.
		 */
		private void onOwnAnswer(GroupId group, LeaderAnswer answer) {
			if (answer.kind() == LeaderAnswer.Kind.DONE) {
				CommandForwarder.this.machine.afterApplied(answer.index(), onApplied(group, answer));
			}
			else {
				CommandForwarder.this.loop.execute(() -> onAnswer(group, answer));
			}
		}

		@Override
		void lost() {
			unknown();
		}

		@Override
		void applied(boolean sameGroup, LeaderAnswer answer) {
			if (sameGroup) {
				succeed(new Applied(answer.index(), answer.result()));
			}
			else {
				unknown();
			}
		}

	}

	private final class Barrier extends Attempts<Long> {

		@Override
		boolean hasEffect() {
			return false;
		}

		@Override
		byte[] request(GroupId group) {
			return new WireOutput().kind(LeaderDesk.Request.BARRIER.ordinal()).group(group).toBytes();
		}

		@Override
		Duration attemptTimeout(Duration left) {
			Duration most = CommandForwarder.this.barrierAttempt;
			return (left.compareTo(most) < 0) ? left : most;
		}

		@Override
		void here(RaftLife life) {
			CommandForwarder.this.desk.confirm(life,
					(answer) -> CommandForwarder.this.loop.execute(() -> onAnswer(life.group(), answer)));
		}

		@Override
		void lost() {
			retry();
		}

		@Override
		void applied(boolean sameGroup, LeaderAnswer answer) {
			if (sameGroup) {
				succeed(Math.max(answer.index(), CommandForwarder.this.machine.applied()));
			}
			else {
				retry();
			}
		}

	}

}
