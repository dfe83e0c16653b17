package io.distsys.consensus;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command or read, until it has a result or its time is over. It is tried again only
 * where it certainly had no effect, and one that nothing depends on but its caller only
 * while a leader is known or soon may be. Lives on the loop.
 *
 * @param <T> the result
 */
abstract class ForwardedRequest<T> {

	private static final Logger logger = LoggerFactory.getLogger(ForwardedRequest.class);

	private static final Duration RETRY = Duration.ofMillis(50);

	final Seams seams;

	private final CompletableFuture<T> result = new CompletableFuture<>();

	private long deadline;

	private boolean outcomeUnknown;

	private @Nullable GroupId meantFor;

	private final Runnable firstAttempt = this::attempt;

	private Subscription timer = () -> {
	};

	ForwardedRequest(Seams seams) {
		this.seams = seams;
	}

	final CompletionStage<T> result() {
		return this.result.minimalCompletionStage();
	}

	final void begin(long deadline, Duration timeout) {
		this.deadline = deadline;
		this.meantFor = this.seams.machine().group();
		this.timer = this.seams.loop().schedule(timeout, this::giveUp);
		if (isVital()) {
			attempt();
		}
		else {
			this.seams.admission().begin(this.firstAttempt);
		}
	}

	private void giveUp() {
		if (this.outcomeUnknown) {
			fail(new OutcomeUnknownException("No answer of the leader came in time: the command may be applied"));
		}
		else {
			String why = this.seams.keeper().waitingFor();
			fail(new NoQuorumException(
					"No leader of the consensus group took it in time" + (why.isEmpty() ? "" : ": " + why)));
		}
	}

	/** It was not admitted, and does not begin. From any thread. */
	final void refuse(NoQuorumException failure) {
		this.result.completeExceptionally(failure);
	}

	private void fail(RuntimeException failure) {
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
			this.seams.admission().end(this.firstAttempt);
		}
	}

	final void retry() {
		this.outcomeUnknown = false;
		if (!this.result.isDone()) {
			this.seams.loop().schedule(RETRY, this::attempt);
		}
	}

	final void unknown() {
		fail(new OutcomeUnknownException("The leader was lost before it answered: the command may be applied"));
	}

	private void attempt() {
		if (this.result.isDone()) {
			return;
		}
		GroupKeeper keeper = this.seams.keeper();
		if (keeper.isClosed()) {
			fail(new NoQuorumException("This node has stopped"));
			return;
		}
		RaftLife life = keeper.life();
		NodeId leader = keeper.leader();
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
		else {
			ask(leader, life);
		}
	}

	/**
	 * A command names sessions and grants of one table. In that of another group the same
	 * names may be somebody else's.
	 */
	private boolean isMeantForAnother(GroupId group) {
		if (this.meantFor == null) {
			this.meantFor = group;
		}
		return hasEffect() && !group.equals(this.meantFor);
	}

	/**
	 * Also where another node knows of a leader: this one has not heard it for long, and
	 * would not hear its answer.
	 */
	private boolean isInVain() {
		Optional<String> outage = isVital() ? Optional.empty() : this.seams.keeper().outage();
		outage.ifPresent((why) -> fail(new NoQuorumException("Not sent: " + why)));
		return outage.isPresent();
	}

	private void ask(NodeId leader, RaftLife life) {
		this.outcomeUnknown = hasEffect();
		if (leader.equals(this.seams.messenger().self())) {
			askHere(life);
		}
		else {
			askThere(leader, life.group());
		}
	}

	private void askThere(NodeId leader, GroupId group) {
		long left = Math.max(1, this.deadline - this.seams.loop().clock().nanos());
		this.seams.messenger()
			.call(leader, Lane.CONTROL, LeaderDesk.ADDRESS, request(group), attemptTimeout(Duration.ofNanos(left)))
			.whenComplete((reply, failure) -> onLoop(() -> onReply(group, reply)));
	}

	/** What comes on the loop does not queue behind what is to be sent from it. */
	private void onLoop(Runnable task) {
		if (this.seams.loop().inLoop()) {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				// The stage that this runs in would keep it to itself.
				logger.error("The answer to a command was not taken", ex);
			}
		}
		else {
			this.seams.loop().execute(task);
		}
	}

	private void onReply(GroupId group, @Nullable Reply reply) {
		if (this.result.isDone()) {
			return;
		}
		if (reply instanceof Reply.Answered answered) {
			onAnswer(group, LeaderAnswer.read(answered.payload()));
		}
		else if (reply == null || reply instanceof Reply.Failed || reply.isUncertain()) {
			lost();
		}
		else {
			retry();
		}
	}

	final void onAnswer(GroupId group, LeaderAnswer answer) {
		switch (answer.kind()) {
			case DONE -> this.seams.machine().whenApplied(answer.index(), onApplied(group, answer));
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

	/** What another node that leads is asked. */
	abstract byte[] request(GroupId group);

	/** How long the answer to one attempt is waited for. */
	abstract Duration attemptTimeout(Duration left);

	/** Ask this node, which leads. */
	abstract void askHere(RaftLife life);

	/** No answer will come. */
	abstract void lost();

	/** This node has applied it, or follows another group by now. */
	abstract void applied(boolean sameGroup, LeaderAnswer answer);

	/**
	 * What all requests of a node stand on.
	 *
	 * @param keeper knows who leads
	 * @param machine knows what is applied here
	 * @param messenger carries requests to the leader
	 * @param loop runs everything
	 * @param desk takes the requests if this node leads
	 * @param admission says when the next one that is not vital may begin
	 */
	record Seams(GroupKeeper keeper, LoggedStateMachine machine, Messenger messenger, EventLoop loop, LeaderDesk desk,
			Admission admission) {

	}

}
