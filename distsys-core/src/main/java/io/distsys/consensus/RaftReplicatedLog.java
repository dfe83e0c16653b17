package io.distsys.consensus;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupStatus.Role;
import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import io.microraft.report.RaftGroupMembers;
import org.jspecify.annotations.Nullable;

/**
 * A replicated log over MicroRaft and the control lane of a {@link Messenger}. The log is
 * in memory: a restarted process is a new member. The same code runs in a simulation:
 * time comes from the loop, luck from the random.
 *
 * @since 0.1
 */
public final class RaftReplicatedLog implements ReplicatedLog, GroupRecovery {

	private final EventLoop loop;

	private final LoggedStateMachine machine;

	private final GroupKeeper keeper;

	private final CommandForwarder forwarder;

	private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();

	private volatile GroupStatus status = new GroupStatus(null, Role.NONE, null, 0, List.of(), List.of(), 0,
			"Not started");

	private @Nullable RaftGroupMembers shownMembers;

	private int leadingTerm = -1;

	private @Nullable Subscription calls;

	/**
	 * Create a log; {@link #start()} begins.
	 * @param cluster the nodes to make a group of
	 * @param messenger carries everything
	 * @param loop runs everything, the state machine included
	 * @param machine what the log is applied to
	 * @param settings the settings
	 * @param random decides who asks to lead first, and the group's id
	 * @param wallClock the tokens of a new group begin at its time
	 */
	public RaftReplicatedLog(Cluster cluster, Messenger messenger, EventLoop loop, StateMachine machine,
			ConsensusSettings settings, Random random, Clock wallClock) {
		this.loop = loop;
		this.machine = new LoggedStateMachine(machine);
		this.keeper = new GroupKeeper(cluster, messenger, loop, settings, random, wallClock, this.machine,
				this::observe);
		this.forwarder = new CommandForwarder(this.keeper, this.machine, messenger, loop, settings);
	}

	@Override
	public void start() {
		this.loop.execute(() -> {
			if (this.calls == null && !this.keeper.isClosed()) {
				this.calls = this.forwarder.listen();
				this.keeper.start();
			}
		});
	}

	@Override
	public CompletionStage<Applied> submit(byte[] command, Duration timeout) {
		return this.forwarder.submit(command, timeout);
	}

	@Override
	public CompletionStage<Applied> submitVital(byte[] command, Duration timeout) {
		return this.forwarder.submitVital(command, timeout);
	}

	@Override
	public CompletionStage<Long> readBarrier(Duration timeout) {
		return this.forwarder.readBarrier(timeout);
	}

	@Override
	public Optional<String> outage() {
		return this.keeper.outage();
	}

	@Override
	public GroupStatus status() {
		GroupStatus shown = this.status;
		return new GroupStatus(shown.group(), shown.role(), shown.leader(), shown.term(), shown.voters(),
				shown.learners(), this.machine.applied(), shown.waitingFor());
	}

	@Override
	public Subscription onLeadership(LeadershipListener listener) {
		this.listeners.add(listener);
		this.loop.execute(() -> {
			if (this.leadingTerm >= 0 && this.listeners.contains(listener)) {
				listener.leading(this.leadingTerm);
			}
		});
		return () -> this.listeners.remove(listener);
	}

	@Override
	public CompletionStage<Void> leave(Duration timeout) {
		CompletableFuture<Void> left = new CompletableFuture<>();
		this.loop.execute(() -> {
			if (this.keeper.isClosed()) {
				left.complete(null);
				return;
			}
			Subscription timer = this.loop.schedule(timeout, () -> {
				left.completeExceptionally(
						new OutcomeUnknownException("This node could not leave the consensus group within " + timeout
								+ ": the others take it for crashed"));
				close();
			});
			this.keeper.leave(() -> {
				timer.close();
				left.complete(null);
			});
		});
		return left.minimalCompletionStage();
	}

	@Override
	public CompletionStage<ResetOutcome> reset(String by, String why, Duration timeout) {
		CompletableFuture<ResetOutcome> answer = new CompletableFuture<>();
		this.loop.execute(() -> {
			Subscription timer = this.loop.schedule(timeout,
					() -> answer.completeExceptionally(new OutcomeUnknownException(
							"The reset was not finished within " + timeout + ": look at the status of the group")));
			answer.whenComplete((outcome, failure) -> timer.close());
			try {
				this.keeper.reset(by, why, answer);
			}
			catch (IllegalArgumentException ex) {
				answer.completeExceptionally(ex);
			}
		});
		return answer.minimalCompletionStage();
	}

	@Override
	public Optional<ResetRecord> lastReset() {
		return Optional.ofNullable(this.machine.lastReset());
	}

	@Override
	public void stop() {
		this.loop.execute(this::close);
	}

	private void close() {
		Subscription listening = this.calls;
		if (listening != null) {
			listening.close();
		}
		this.keeper.close();
		observe();
	}

	/** For tests. */
	GroupKeeper keeper() {
		return this.keeper;
	}

	/**
	 * Runs after each step: shows the status, tells of leadership, then those who wait.
	 */
	private void observe() {
		RaftLife life = this.keeper.life();
		show(life);
		tell(life);
		this.forwarder.afterStep();
	}

	private void show(@Nullable RaftLife life) {
		GroupStatus shown = this.status;
		if (life == null) {
			String why = this.keeper.isClosed() ? "Stopped" : this.keeper.waitingFor();
			if (shown.group() != null || !shown.waitingFor().equals(why)) {
				this.shownMembers = null;
				this.status = new GroupStatus(null, Role.NONE, null, shown.term(), List.of(), List.of(), 0, why);
			}
			return;
		}
		Member leading = life.leader();
		NodeId leader = (leading != null) ? leading.node() : null;
		Role role = Role.valueOf(life.role().name());
		boolean same = life.group().equals(shown.group()) && shown.role() == role && shown.term() == life.term()
				&& Objects.equals(leader, shown.leader());
		if (!same || life.members() != this.shownMembers) {
			this.shownMembers = life.members();
			this.status = new GroupStatus(life.group(), role, leader, life.term(), nodes(life.voters()),
					nodes(life.learners()), 0, "");
		}
	}

	private static List<NodeId> nodes(List<Member> members) {
		return members.stream().map(Member::node).toList();
	}

	private void tell(@Nullable RaftLife life) {
		int term = (life != null && life.leads()) ? life.term() : -1;
		if (term == this.leadingTerm) {
			return;
		}
		int before = this.leadingTerm;
		this.leadingTerm = term;
		if (before >= 0) {
			this.listeners.forEach(LeadershipListener::following);
		}
		if (term >= 0) {
			this.listeners.forEach((listener) -> listener.leading(term));
		}
	}

}
