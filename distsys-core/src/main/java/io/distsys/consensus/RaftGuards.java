package io.distsys.consensus;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import io.microraft.RaftEndpoint;
import io.microraft.RaftNodeStatus;
import io.microraft.RaftRole;
import io.microraft.exception.IndeterminateStateException;
import io.microraft.impl.RaftNodeImpl;
import io.microraft.impl.log.RaftLog;
import io.microraft.impl.state.FollowerState;
import io.microraft.impl.state.LeaderState;
import io.microraft.impl.state.RaftGroupMembersState;
import io.microraft.impl.state.RaftState;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.groupop.RaftGroupOp;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.AppendEntriesSuccessResponse;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.InstallSnapshotResponse;
import io.microraft.model.message.PreVoteRequest;
import io.microraft.model.message.PreVoteResponse;
import io.microraft.model.message.RaftMessage;
import io.microraft.model.message.VoteResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What MicroRaft 0.7 does not do itself, and what a group cannot live without. Each guard
 * stands between the transport and the node, and does nothing that the node could not
 * have done itself. {@code docs/design/0002-consensus-library.md} has the reasons.
 */
final class RaftGuards {

	private static final Logger logger = LoggerFactory.getLogger(RaftGuards.class);

	/** Election timeouts without a leader's word after which a follower starts over. */
	private static final int PATIENCE = 3;

	/** Of MicroRaft's time, in which a heartbeat is a second whatever its setting. */
	private static final long HEARTBEAT_MILLIS = 1_000;

	private final RaftModelFactory models;

	private final long electionTimeoutMillis;

	private boolean silent;

	private boolean thankless;

	private @Nullable AppendEntriesSuccessResponse thanks;

	private long thankedMillis;

	private long heardMillis;

	private boolean voted;

	private long votedMillis;

	RaftGuards(RaftModelFactory models, Duration electionTimeout, Duration heartbeat) {
		this.models = models;
		this.electionTimeoutMillis = HEARTBEAT_MILLIS * (electionTimeout.toNanos() / heartbeat.toNanos());
	}

	/** Hand a message to the node, if it may see it. Runs within a task of the node. */
	void receive(RaftNodeImpl node, RaftMessage message, Collector handler) {
		RaftState state = node.state();
		if (isResponse(message) && message.getTerm() < state.term() || isFromFormerLeader(message)) {
			return;
		}
		if (message instanceof PreVoteResponse response) {
			adopt(node, response);
		}
		if (isFromLeader(message) && message.getTerm() >= state.term()) {
			this.heardMillis = node.getClock().millis();
		}
		if (message instanceof AppendEntriesRequest request && beginsAtLostEntry(state, request)) {
			handler.handle(replay(node, request, handler));
			return;
		}
		if (message instanceof InstallSnapshotRequest request && isNewToMe(state, request)) {
			handler.handle(prepared(node, request));
			return;
		}
		this.thankless = message instanceof AppendEntriesRequest request && isNewsOnly(node, request);
		try {
			handler.handle(message);
		}
		finally {
			this.thankless = false;
		}
		if (message instanceof AppendEntriesSuccessResponse response && response.getLastLogIndex() == 0) {
			beginAtFirst(node, response.getSender());
		}
	}

	/** Hands a message to the node at once. */
	@FunctionalInterface
	interface Collector {

		void handle(RaftMessage message);

	}

	/**
	 * Whether the leader only says how far its log is committed, to somebody who has told
	 * it within a heartbeat that it has all of that, and waits for no answer: without a
	 * number for the flow control nothing is held back until one comes, and no read waits
	 * for one. Each command would have two such answers of three nodes. Heartbeats are
	 * answered all the same: they bring no news, or the next one does not.
	 */
	private boolean isNewsOnly(RaftNodeImpl node, AppendEntriesRequest request) {
		RaftState state = node.state();
		return request.getTerm() == state.term() && request.getSender().equals(state.leader())
				&& request.getLogEntries().isEmpty() && request.getFlowControlSequenceNumber() == 0
				&& request.getCommitIndex() > state.commitIndex() && hasJustThanked(node, request);
	}

	private boolean hasJustThanked(RaftNodeImpl node, AppendEntriesRequest request) {
		AppendEntriesSuccessResponse last = this.thanks;
		return last != null && last.getTerm() == request.getTerm() && last.getLastLogIndex() >= request.getCommitIndex()
				&& node.getClock().millis() - this.thankedMillis < HEARTBEAT_MILLIS;
	}

	private static boolean isResponse(RaftMessage message) {
		return message instanceof AppendEntriesSuccessResponse || message instanceof AppendEntriesFailureResponse
				|| message instanceof InstallSnapshotResponse || message instanceof VoteResponse
				|| message instanceof PreVoteResponse;
	}

	/**
	 * A chunk of a snapshot that comes when its sender leads no more: there is nobody to
	 * thank.
	 */
	private static boolean isFromFormerLeader(RaftMessage message) {
		return message instanceof InstallSnapshotRequest request && !request.isSenderLeader();
	}

	private static boolean isFromLeader(RaftMessage message) {
		return message instanceof AppendEntriesRequest
				|| (message instanceof InstallSnapshotRequest request && request.isSenderLeader());
	}

	/**
	 * A refusal of a pre-vote by a node that is ahead by more than the term that was
	 * asked for is ignored by MicroRaft, and the node would ask the same for ever.
	 */
	private static void adopt(RaftNodeImpl node, PreVoteResponse response) {
		RaftState state = node.state();
		if (!response.isGranted() && response.getTerm() > state.term() + 1 && state.leaderState() == null) {
			logger.debug("Adopting a term term={} from={}", response.getTerm(), response.getSender().getId());
			node.toFollower(response.getTerm());
		}
	}

	/**
	 * The request follows on an entry that this node has only in its snapshot, while its
	 * log goes on. MicroRaft 0.7 refuses it for ever (0.8 does not).
	 */
	private static boolean beginsAtLostEntry(RaftState state, AppendEntriesRequest request) {
		RaftLog log = state.log();
		long previous = request.getPreviousLogIndex();
		return request.getTerm() >= state.term() && previous > 0 && previous == log.snapshotIndex()
				&& previous < log.lastLogOrSnapshotIndex() && !log.containsLogEntry(previous)
				&& !request.getLogEntries().isEmpty();
	}

	private AppendEntriesRequest replay(RaftNodeImpl node, AppendEntriesRequest request, Collector handler) {
		List<LogEntry> entries = request.getLogEntries();
		LogEntry first = entries.get(0);
		LogEntry local = node.state().log().getLogEntry(first.getIndex());
		if (local != null && local.getTerm() != first.getTerm()) {
			this.silent = true;
			try {
				handler.handle(copy(request, 0, 0, 0, List.of(first)));
			}
			finally {
				this.silent = false;
			}
		}
		return copy(request, first.getIndex(), first.getTerm(), request.getCommitIndex(),
				entries.subList(1, entries.size()));
	}

	private AppendEntriesRequest copy(AppendEntriesRequest request, long previousIndex, int previousTerm, long commit,
			List<LogEntry> entries) {
		return this.models.createAppendEntriesRequestBuilder()
			.setGroupId(request.getGroupId())
			.setSender(request.getSender())
			.setTerm(request.getTerm())
			.setPreviousLogIndex(previousIndex)
			.setPreviousLogTerm(previousTerm)
			.setCommitIndex(commit)
			.setLogEntries(entries)
			.setQuerySequenceNumber(request.getQuerySequenceNumber())
			.setFlowControlSequenceNumber(request.getFlowControlSequenceNumber())
			.build();
	}

	private static boolean isNewToMe(RaftState state, InstallSnapshotRequest request) {
		return request.isSenderLeader() && request.getTerm() >= state.term()
				&& request.getSnapshotIndex() > state.commitIndex();
	}

	/**
	 * MicroRaft installs a snapshot over a log that may contradict it: a change of the
	 * members that was never committed would stay in force. If the log agrees with the
	 * snapshot, it only has to be told that this much is committed; if not, what
	 * contradicts it goes first.
	 */
	private RaftMessage prepared(RaftNodeImpl node, InstallSnapshotRequest request) {
		RaftState state = node.state();
		long index = request.getSnapshotIndex();
		LogEntry local = state.log().getLogEntry(index);
		if (local != null && local.getTerm() == request.getSnapshotTerm()) {
			return this.models.createAppendEntriesRequestBuilder()
				.setGroupId(request.getGroupId())
				.setSender(request.getSender())
				.setTerm(request.getTerm())
				.setPreviousLogIndex(index)
				.setPreviousLogTerm(local.getTerm())
				.setCommitIndex(index)
				.setLogEntries(List.of())
				.setQuerySequenceNumber(request.getQuerySequenceNumber())
				.setFlowControlSequenceNumber(request.getFlowControlSequenceNumber())
				.build();
		}
		if (request.getTerm() > state.term() || state.role() == RaftRole.CANDIDATE) {
			node.toFollower(request.getTerm());
		}
		RaftGroupMembersState members = state.effectiveGroupMembers();
		if (members != state.committedGroupMembers()
				&& members.getLogIndex() > request.getGroupMembersView().getLogIndex()) {
			discard(node, members.getLogIndex());
		}
		if (local != null) {
			discard(node, index);
		}
		return request;
	}

	private static void discard(RaftNodeImpl node, long from) {
		RaftState state = node.state();
		if (from > state.log().lastLogOrSnapshotIndex()) {
			return;
		}
		logger.debug("Discarding entries that contradict a snapshot from={}", from);
		List<LogEntry> discarded = state.log().truncateEntriesFrom(from);
		state.invalidateFuturesFrom(from, new IndeterminateStateException());
		if (discarded.stream().anyMatch((entry) -> entry.getOperation() instanceof RaftGroupOp)) {
			node.setStatus(RaftNodeStatus.ACTIVE);
			node.revertGroupMembers();
		}
	}

	/**
	 * Look at a message that the node sends.
	 * @return what is sent in its place, or {@literal null}
	 */
	@Nullable RaftMessage outgoing(RaftNodeImpl node, Member target, RaftMessage message) {
		if (this.silent || (this.thankless && message instanceof AppendEntriesSuccessResponse)
				|| (message instanceof PreVoteRequest && hasJustVoted(node))) {
			return null;
		}
		if (message instanceof VoteResponse response && response.isGranted()) {
			this.votedMillis = node.getClock().millis();
			this.voted = true;
		}
		RaftMessage sent = message;
		if (message instanceof AppendEntriesFailureResponse failure) {
			sent = matched(node.state(), target, failure);
		}
		else if (message instanceof AppendEntriesRequest request) {
			sent = shortened(request);
		}
		if (sent instanceof AppendEntriesSuccessResponse response) {
			this.thanks = response;
			this.thankedMillis = node.getClock().millis();
		}
		return sent;
	}

	/**
	 * Whether somebody who got this node's vote may lead by now, and this node has not
	 * heard of it yet. MicroRaft asks for pre-votes with the next tick if it knows of no
	 * leader, and whoever has just voted knows of none either and grants them: the
	 * election that follows deposes the leader that was just chosen, and a node whose log
	 * lacks that leader's first entry cannot win one.
	 */
	private boolean hasJustVoted(RaftNodeImpl node) {
		return this.voted && node.getClock().millis() - this.votedMillis < this.electionTimeoutMillis / 2;
	}

	/**
	 * What is committed is in the log of every later leader. So a leader that looks for
	 * where both logs agree is told so at once: MicroRaft would look at one entry a round
	 * trip, from the end of the leader's log, and at one that is in the snapshot for
	 * ever.
	 */
	private RaftMessage matched(RaftState state, Member target, AppendEntriesFailureResponse failure) {
		if (failure.getTerm() != state.term() || !target.equals(state.leader())) {
			return failure;
		}
		return this.models.createAppendEntriesSuccessResponseBuilder()
			.setGroupId(failure.getGroupId())
			.setSender(failure.getSender())
			.setTerm(failure.getTerm())
			.setLastLogIndex(state.commitIndex())
			.setQuerySequenceNumber(failure.getQuerySequenceNumber())
			.setFlowControlSequenceNumber(failure.getFlowControlSequenceNumber())
			.build();
	}

	/** The receiver says how far it has come, and is sent the rest. */
	private AppendEntriesRequest shortened(AppendEntriesRequest request) {
		List<LogEntry> entries = request.getLogEntries();
		int fitting = EntryBatch.fitting(entries);
		return (fitting == entries.size()) ? request : copy(request, request.getPreviousLogIndex(),
				request.getPreviousLogTerm(), request.getCommitIndex(), entries.subList(0, fitting));
	}

	/** Who agrees with nothing yet is sent everything. */
	private static void beginAtFirst(RaftNodeImpl node, RaftEndpoint sender) {
		LeaderState leading = node.state().leaderState();
		FollowerState follower = (leading != null) ? leading.getFollowerStateOrNull(sender) : null;
		if (follower != null && follower.matchIndex() == 0 && follower.nextIndex() > 1) {
			follower.nextIndex(1);
			node.sendAppendEntriesRequest(sender);
		}
	}

	/** Look after a node that may be stuck; called about once a heartbeat. */
	void check(RaftNodeImpl node) {
		long now = node.getClock().millis();
		RaftState state = node.state();
		forgetOvertakenPreVote(state);
		if (state.leaderState() != null) {
			this.heardMillis = now;
			stepDownWithoutVoters(node, state.leaderState(), now);
		}
		else if (now - this.heardMillis > PATIENCE * this.electionTimeoutMillis && state.role() != RaftRole.CANDIDATE) {
			this.heardMillis = now;
			if (state.preCandidateState() != null) {
				logger.debug("Starting over without a leader term={}", state.term());
				node.toFollower(state.term());
			}
		}
	}

	/**
	 * A follower asks for pre-votes only while it knows of no leader, so with a leader
	 * they are of the past. MicroRaft keeps them, and does not notice that a leader is
	 * silent as long as it has them.
	 */
	private static void forgetOvertakenPreVote(RaftState state) {
		RaftEndpoint leader = state.leader();
		if (leader != null && state.role() == RaftRole.FOLLOWER && state.preCandidateState() != null) {
			state.toFollower(state.term());
			state.leader(leader);
		}
	}

	/** MicroRaft counts learners too when it asks whether a majority still answers. */
	private void stepDownWithoutVoters(RaftNodeImpl node, LeaderState leading, long now) {
		RaftState state = node.state();
		Collection<RaftEndpoint> others = state.remoteVotingMembers();
		long[] answered = new long[others.size() + 1];
		int next = 0;
		for (RaftEndpoint other : others) {
			FollowerState follower = leading.getFollowerStateOrNull(other);
			answered[next++] = (follower != null) ? follower.responseTimestamp() : 0;
		}
		answered[next] = now;
		Arrays.sort(answered);
		if (now - answered[answered.length - state.leaderElectionQuorumSize()] > this.electionTimeoutMillis) {
			logger.debug("Stepping down, too few voters answer term={}", state.term());
			node.toFollower(state.term());
		}
	}

}
