package io.distsys.consensus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;
import io.microraft.MembershipChangeMode;
import io.microraft.Ordered;
import io.microraft.QueryPolicy;
import io.microraft.RaftConfig;
import io.microraft.RaftEndpoint;
import io.microraft.RaftNode;
import io.microraft.RaftNodeStatus;
import io.microraft.RaftRole;
import io.microraft.impl.RaftNodeImpl;
import io.microraft.impl.state.FollowerState;
import io.microraft.impl.state.LeaderState;
import io.microraft.impl.state.RaftGroupMembersState;
import io.microraft.impl.state.RaftState;
import io.microraft.impl.statemachine.NoOp;
import io.microraft.impl.task.LeaderElectionTask;
import io.microraft.impl.task.ReplicateTask;
import io.microraft.impl.util.OrderedFuture;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.impl.DefaultRaftModelFactory;
import io.microraft.model.log.BaseLogEntry;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.RaftMessage;
import org.jspecify.annotations.Nullable;

/**
 * One membership of this node in a group: a MicroRaft node with its guards, from its
 * start to its end. All methods are called on the loop.
 */
final class RaftLife implements HeldAnswers.News {

	private static final RaftModelFactory MODELS = new DefaultRaftModelFactory();

	private static final int APPEND_BATCH = 256;

	private static final int PENDING_ENTRIES = 4_096;

	/** Nobody reads MicroRaft's periodic report. */
	private static final int NO_REPORT = 150_000_000;

	private final GroupId group;

	private final Member self;

	private final List<Member> initialMembers;

	private final ConsensusSettings settings;

	private final LoggedStateMachine machine;

	private final RaftGuards guards;

	private final RaftMessageCodec codec = new RaftMessageCodec(MODELS);

	private final LoopExecutor executor;

	private final RaftNodeImpl node;

	/** Up to which entry a node may apply its log once it has what was sent to it. */
	private final Map<NodeId, Long> told = new HashMap<>();

	private boolean muted;

	/**
	 * @param loop everything runs on it
	 * @param messenger sends
	 * @param random decides who asks to lead first
	 * @param settings the timing
	 * @param afterwards runs on the loop after each step of MicroRaft
	 */
	record Surroundings(EventLoop loop, Messenger messenger, Random random, ConsensusSettings settings,
			LoggedStateMachine machine, Runnable afterwards) {

	}

	RaftLife(GroupId group, Member self, List<Member> initialMembers, Surroundings around) {
		this.group = group;
		this.self = self;
		this.initialMembers = List.copyOf(initialMembers);
		this.settings = around.settings();
		this.machine = around.machine();
		this.guards = new RaftGuards(MODELS, this.settings.electionTimeout(), this.settings.heartbeat());
		this.executor = new LoopExecutor(around.loop(), around.random(), this.settings.heartbeat(),
				around.messenger()::together, around.afterwards());
		this.node = (RaftNodeImpl) RaftNode.newBuilder()
			.setGroupId(group)
			.setLocalEndpoint(self)
			.setInitialGroupMembers(LogEntryCodec.endpoints(initialMembers))
			.setConfig(config(this.settings))
			.setExecutor(this.executor)
			.setTransport(new RaftTransport(around.messenger(), this.codec, this::outgoing))
			.setStateMachine(around.machine())
			.setModelFactory(MODELS)
			.setRandom(around.random())
			.setClock(this.executor.clock())
			.build();
	}

	private static RaftConfig config(ConsensusSettings settings) {
		return RaftConfig.newBuilder()
			.setLeaderHeartbeatPeriodSecs(1)
			.setLeaderHeartbeatTimeoutSecs(settings.electionTimeout().toNanos() / settings.heartbeat().toNanos())
			.setLeaderElectionTimeoutMillis(2_000)
			.setAppendEntriesRequestBatchSize(APPEND_BATCH)
			.setMaxPendingLogEntryCount(PENDING_ENTRIES)
			.setCommitCountToTakeSnapshot(settings.snapshotEvery())
			.setTransferSnapshotsFromFollowersEnabled(false)
			.setRaftNodeReportPublishPeriodSecs(NO_REPORT)
			.build();
	}

	private @Nullable RaftMessage outgoing(Member target, RaftMessage message) {
		RaftMessage guarded = this.muted ? null : this.guards.outgoing(this.node, target, message);
		if (guarded instanceof AppendEntriesRequest request) {
			long last = request.getPreviousLogIndex() + request.getLogEntries().size();
			this.told.merge(target.node(), Math.min(request.getCommitIndex(), last), Math::max);
		}
		return guarded;
	}

	void start() {
		this.executor.run(() -> this.executor.inline(this.node::start));
	}

	/** Say and hear nothing, like a node that is cut off. */
	void mute(boolean nowMuted) {
		this.muted = nowMuted;
	}

	/** How many voters must be there to decide. */
	int quorum() {
		return ConsensusSettings.majority(presentSeats().size());
	}

	/** The seats that there would be with another number of voters. */
	int seatsWith(int voters) {
		return (this.machine.lastReset() == null) ? this.settings.seats(voters)
				: this.settings.seatsAfterReset(voters, presentSeats().size());
	}

	/** How many voters would have to be there to decide if there were so many. */
	int quorumWith(int voters) {
		return ConsensusSettings.majority(seatsWith(voters));
	}

	/** End without a word to the others. */
	void end() {
		this.executor.run(() -> this.executor.inline(this.node::terminate));
		this.executor.close();
	}

	/** Take a frame of the transport. */
	void receive(byte[] frame) {
		RaftMessage message = RaftTransport.open(frame, this.self, this.group, this.codec);
		if (message != null && !this.muted) {
			this.executor.run(() -> this.guards.receive(this.node, message,
					(guarded) -> this.executor.inline(() -> this.node.handle(guarded))));
		}
	}

	/** Called about once a heartbeat. */
	void check() {
		this.executor.run(() -> this.guards.check(this.node));
	}

	/** For tests. */
	RaftNodeImpl node() {
		return this.node;
	}

	GroupId group() {
		return this.group;
	}

	Member self() {
		return this.self;
	}

	List<Member> initialMembers() {
		return this.initialMembers;
	}

	RaftRole role() {
		return state().role();
	}

	int term() {
		return state().term();
	}

	@Nullable Member leader() {
		return (Member) state().leader();
	}

	long commitIndex() {
		return state().commitIndex();
	}

	/** Whether MicroRaft has ended this membership by itself. */
	boolean isOver() {
		return this.node.getStatus() == RaftNodeStatus.TERMINATED;
	}

	/** Whether this node leads and has applied what was committed before its term. */
	boolean leads() {
		RaftState state = state();
		if (state.leaderState() == null) {
			return false;
		}
		long commit = state.commitIndex();
		BaseLogEntry committed = (commit == state.log().snapshotIndex()) ? state.log().snapshotEntry()
				: state.log().getLogEntry(commit);
		return committed != null && committed.getTerm() == state.term() && state.lastApplied() == commit;
	}

	/** The members as this node knows them, whether that is committed or not. */
	RaftGroupMembersState members() {
		return state().effectiveGroupMembers();
	}

	/** Log index of the members, or -1 while a change of them is not committed. */
	long committedMembersIndex() {
		RaftGroupMembersState effective = state().effectiveGroupMembers();
		return (effective == state().committedGroupMembers()) ? effective.getLogIndex() : -1;
	}

	List<Member> voters() {
		return occupied(members().getVotingMembers());
	}

	List<Member> learners() {
		List<Member> learners = occupied(members().getMembers());
		learners.removeAll(voters());
		return learners;
	}

	private static List<Member> occupied(Collection<?> endpoints) {
		List<Member> members = new ArrayList<>();
		endpoints.stream()
			.map(Member.class::cast)
			.filter((member) -> !member.isVacant())
			.sorted()
			.forEach(members::add);
		return members;
	}

	/** How far a member's log is known to agree; only on the leader. */
	long matchIndex(Member member) {
		FollowerState follower = follower(member);
		return (follower != null) ? follower.matchIndex() : 0;
	}

	/** Never for a node that is no member, and never if this one does not lead. */
	@Override
	public boolean keepsFrom(NodeId node, long index) {
		LeaderState leading = state().leaderState();
		return leading != null && this.told.getOrDefault(node, 0L) < index
				&& leading.getFollowerStates().keySet().stream().anyMatch((member) -> isOn(node, member));
	}

	private static boolean isOn(NodeId node, RaftEndpoint member) {
		return ((Member) member).node().equals(node);
	}

	/**
	 * Whether a member has answered within a number of heartbeats; only on the leader.
	 */
	boolean hasAnswered(Member member, int heartbeats) {
		FollowerState follower = follower(member);
		return member.equals(this.self) || (follower != null
				&& this.node.getClock().millis() - follower.responseTimestamp() <= 1_000L * heartbeats);
	}

	private @Nullable FollowerState follower(Member member) {
		LeaderState leading = state().leaderState();
		return (leading != null) ? leading.getFollowerStateOrNull(member) : null;
	}

	private RaftState state() {
		return this.node.state();
	}

	/** Append an operation, as the leader. */
	CompletableFuture<Ordered<Object>> append(Object operation) {
		OrderedFuture<Object> future = new OrderedFuture<>();
		append(operation, future);
		return future;
	}

	/**
	 * Append an operation, as the leader. One voter alone commits and applies it within
	 * this call, and what waits for the end of that step must be there before.
	 * @param then called within the step of MicroRaft in which it is applied or given up
	 */
	void append(Object operation, BiConsumer<? super @Nullable Ordered<Object>, ? super @Nullable Throwable> then) {
		OrderedFuture<Object> future = new OrderedFuture<>();
		future.whenComplete(then);
		append(operation, future);
	}

	private void append(Object operation, OrderedFuture<Object> future) {
		this.executor.run(new ReplicateTask(this.node, operation, future));
	}

	/**
	 * Change the members, as the leader. MicroRaft's own method for this knows no more
	 * than two learners.
	 */
	CompletableFuture<Ordered<Object>> change(Member subject, MembershipChangeMode mode) {
		Set<Member> learners = new LinkedHashSet<>(learners());
		Set<Member> voters = new LinkedHashSet<>(voters());
		voters.remove(subject);
		learners.remove(subject);
		switch (mode) {
			case ADD_LEARNER -> learners.add(subject);
			case ADD_OR_PROMOTE_TO_FOLLOWER -> voters.add(subject);
			case REMOVE_MEMBER -> {
			}
		}
		List<Member> seats = voters.equals(Set.copyOf(voters())) ? presentSeats()
				: seats(voters, seatsWith(voters.size()));
		Set<Member> all = new LinkedHashSet<>(seats);
		all.addAll(learners);
		return append(MODELS.createUpdateRaftGroupMembersOpBuilder()
			.setMembers(LogEntryCodec.endpoints(List.copyOf(all)))
			.setVotingMembers(LogEntryCodec.endpoints(seats))
			.setEndpoint(subject)
			.setMode(mode)
			.build());
	}

	/**
	 * Who only comes to learn, or did, changes nothing of how many decide, not even where
	 * this node was given another expected size than those before it.
	 */
	private List<Member> presentSeats() {
		return members().getVotingMembers().stream().map(Member.class::cast).toList();
	}

	/** The voters, and nobody in the other seats. */
	static List<Member> seats(Collection<Member> voters, int number) {
		List<Member> seats = new ArrayList<>(voters);
		for (int vacant = 0; seats.size() < number; vacant++) {
			seats.add(Member.vacant(vacant));
		}
		return seats;
	}

	CompletableFuture<Ordered<Object>> transferLeadership(Member to) {
		return this.node.transferLeadership(to);
	}

	/**
	 * Give up a transfer of leadership that came to no end: while one is under way
	 * MicroRaft appends nothing.
	 */
	void abandonTransfer() {
		this.executor.run(() -> state().completeLeadershipTransfer(new TimeoutException("Transfer came to no end")));
	}

	/**
	 * Ask to lead in place of a leader that is gone, without waiting until it is missed.
	 */
	void electWithout(NodeId gone) {
		this.executor.run(() -> {
			Member leader = leader();
			if (state().role() == RaftRole.FOLLOWER && (leader == null || leader.node().equals(gone))) {
				this.node.leader(null);
				new LeaderElectionTask(this.node, false).run();
			}
		});
	}

	/** Ask a majority whether this node still leads; completes with a committed index. */
	CompletableFuture<Ordered<Object>> confirmLeadership() {
		return this.node.query(NoOp.INSTANCE, QueryPolicy.LINEARIZABLE, Optional.empty(), Optional.empty());
	}

}
