package io.distsys.consensus;

import io.microraft.model.RaftModelFactory;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.AppendEntriesSuccessResponse;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.InstallSnapshotResponse;
import io.microraft.model.message.PreVoteRequest;
import io.microraft.model.message.PreVoteResponse;
import io.microraft.model.message.RaftMessage;
import io.microraft.model.message.TriggerLeaderElectionRequest;
import io.microraft.model.message.VoteRequest;
import io.microraft.model.message.VoteResponse;

/** The binary form of MicroRaft's messages. */
final class RaftMessageCodec {

	private static final int PRE_VOTE_REQUEST = 1;

	private static final int PRE_VOTE_RESPONSE = 2;

	private static final int VOTE_REQUEST = 3;

	private static final int VOTE_RESPONSE = 4;

	private static final int APPEND_REQUEST = 5;

	private static final int APPEND_SUCCESS = 6;

	private static final int APPEND_FAILURE = 7;

	private static final int SNAPSHOT_REQUEST = 8;

	private static final int SNAPSHOT_RESPONSE = 9;

	private static final int TRIGGER_ELECTION = 10;

	private final RaftModelFactory models;

	private final LogEntryCodec entries;

	RaftMessageCodec(RaftModelFactory models) {
		this.models = models;
		this.entries = new LogEntryCodec(models);
	}

	byte[] encode(RaftMessage message) {
		WireOutput out = new WireOutput();
		if (message instanceof AppendEntriesRequest request) {
			write(head(out, APPEND_REQUEST, message), request);
		}
		else if (message instanceof AppendEntriesSuccessResponse response) {
			head(out, APPEND_SUCCESS, message).number(response.getLastLogIndex())
				.number(response.getQuerySequenceNumber())
				.number(response.getFlowControlSequenceNumber());
		}
		else if (message instanceof AppendEntriesFailureResponse response) {
			head(out, APPEND_FAILURE, message).number(response.getExpectedNextIndex())
				.number(response.getQuerySequenceNumber())
				.number(response.getFlowControlSequenceNumber());
		}
		else if (message instanceof InstallSnapshotRequest request) {
			write(head(out, SNAPSHOT_REQUEST, message), request);
		}
		else if (message instanceof InstallSnapshotResponse response) {
			head(out, SNAPSHOT_RESPONSE, message).number(response.getSnapshotIndex())
				.small(response.getRequestedSnapshotChunkIndex())
				.number(response.getQuerySequenceNumber())
				.number(response.getFlowControlSequenceNumber());
		}
		else {
			encodeElection(out, message);
		}
		return out.toBytes();
	}

	private void encodeElection(WireOutput out, RaftMessage message) {
		if (message instanceof PreVoteRequest request) {
			head(out, PRE_VOTE_REQUEST, message).small(request.getLastLogTerm()).number(request.getLastLogIndex());
		}
		else if (message instanceof PreVoteResponse response) {
			head(out, PRE_VOTE_RESPONSE, message).flag(response.isGranted());
		}
		else if (message instanceof VoteRequest request) {
			head(out, VOTE_REQUEST, message).small(request.getLastLogTerm())
				.number(request.getLastLogIndex())
				.flag(request.isSticky());
		}
		else if (message instanceof VoteResponse response) {
			head(out, VOTE_RESPONSE, message).flag(response.isGranted());
		}
		else if (message instanceof TriggerLeaderElectionRequest request) {
			head(out, TRIGGER_ELECTION, message).small(request.getLastLogTerm()).number(request.getLastLogIndex());
		}
		else {
			throw new IllegalArgumentException("No such message is written here: " + message.getClass());
		}
	}

	private static WireOutput head(WireOutput out, int kind, RaftMessage message) {
		return out.kind(kind)
			.group((GroupId) message.getGroupId())
			.member((Member) message.getSender())
			.small(message.getTerm());
	}

	private void write(WireOutput out, AppendEntriesRequest request) {
		out.small(request.getPreviousLogTerm())
			.number(request.getPreviousLogIndex())
			.number(request.getCommitIndex())
			.number(request.getQuerySequenceNumber())
			.number(request.getFlowControlSequenceNumber())
			.small(request.getLogEntries().size());
		request.getLogEntries().forEach((entry) -> this.entries.write(out, entry));
	}

	private void write(WireOutput out, InstallSnapshotRequest request) {
		out.flag(request.isSenderLeader())
			.small(request.getSnapshotTerm())
			.number(request.getSnapshotIndex())
			.small(request.getTotalSnapshotChunkCount())
			.members(LogEntryCodec.members(request.getSnapshottedMembers()))
			.number(request.getQuerySequenceNumber())
			.number(request.getFlowControlSequenceNumber());
		this.entries.write(out, request.getGroupMembersView());
		SnapshotChunk chunk = request.getSnapshotChunk();
		out.flag(chunk != null);
		if (chunk != null) {
			this.entries.write(out, chunk);
		}
	}

	RaftMessage decode(byte[] bytes) {
		WireInput in = new WireInput(bytes);
		int kind = in.kind();
		GroupId group = in.group();
		Member sender = in.member();
		int term = in.small();
		return switch (kind) {
			case APPEND_REQUEST -> readAppend(in, group, sender, term);
			case APPEND_SUCCESS -> this.models.createAppendEntriesSuccessResponseBuilder()
				.setGroupId(group)
				.setSender(sender)
				.setTerm(term)
				.setLastLogIndex(in.number())
				.setQuerySequenceNumber(in.number())
				.setFlowControlSequenceNumber(in.number())
				.build();
			case APPEND_FAILURE -> this.models.createAppendEntriesFailureResponseBuilder()
				.setGroupId(group)
				.setSender(sender)
				.setTerm(term)
				.setExpectedNextIndex(in.number())
				.setQuerySequenceNumber(in.number())
				.setFlowControlSequenceNumber(in.number())
				.build();
			case SNAPSHOT_REQUEST -> readSnapshot(in, group, sender, term);
			case SNAPSHOT_RESPONSE -> this.models.createInstallSnapshotResponseBuilder()
				.setGroupId(group)
				.setSender(sender)
				.setTerm(term)
				.setSnapshotIndex(in.number())
				.setRequestedSnapshotChunkIndex(in.small())
				.setQuerySequenceNumber(in.number())
				.setFlowControlSequenceNumber(in.number())
				.build();
			default -> decodeElection(in, kind, group, sender, term);
		};
	}

	private RaftMessage decodeElection(WireInput in, int kind, GroupId group, Member sender, int term) {
		return switch (kind) {
			case PRE_VOTE_REQUEST -> this.models.createPreVoteRequestBuilder()
				.setGroupId(group)
				.setSender(sender)
				.setTerm(term)
				.setLastLogTerm(in.small())
				.setLastLogIndex(in.number())
				.build();
			case PRE_VOTE_RESPONSE -> this.models.createPreVoteResponseBuilder()
				.setGroupId(group)
				.setSender(sender)
				.setTerm(term)
				.setGranted(in.flag())
				.build();
			case VOTE_REQUEST -> this.models.createVoteRequestBuilder()
				.setGroupId(group)
				.setSender(sender)
				.setTerm(term)
				.setLastLogTerm(in.small())
				.setLastLogIndex(in.number())
				.setSticky(in.flag())
				.build();
			case VOTE_RESPONSE -> this.models.createVoteResponseBuilder()
				.setGroupId(group)
				.setSender(sender)
				.setTerm(term)
				.setGranted(in.flag())
				.build();
			case TRIGGER_ELECTION -> this.models.createTriggerLeaderElectionRequestBuilder()
				.setGroupId(group)
				.setSender(sender)
				.setTerm(term)
				.setLastLogTerm(in.small())
				.setLastLogIndex(in.number())
				.build();
			default -> throw new IllegalArgumentException("Unknown kind of message " + kind);
		};
	}

	private AppendEntriesRequest readAppend(WireInput in, GroupId group, Member sender, int term) {
		return this.models.createAppendEntriesRequestBuilder()
			.setGroupId(group)
			.setSender(sender)
			.setTerm(term)
			.setPreviousLogTerm(in.small())
			.setPreviousLogIndex(in.number())
			.setCommitIndex(in.number())
			.setQuerySequenceNumber(in.number())
			.setFlowControlSequenceNumber(in.number())
			.setLogEntries(in.list(() -> this.entries.readEntry(in)))
			.build();
	}

	private InstallSnapshotRequest readSnapshot(WireInput in, GroupId group, Member sender, int term) {
		return this.models.createInstallSnapshotRequestBuilder()
			.setGroupId(group)
			.setSender(sender)
			.setTerm(term)
			.setSenderLeader(in.flag())
			.setSnapshotTerm(in.small())
			.setSnapshotIndex(in.number())
			.setTotalSnapshotChunkCount(in.small())
			.setSnapshottedMembers(LogEntryCodec.endpoints(in.members()))
			.setQuerySequenceNumber(in.number())
			.setFlowControlSequenceNumber(in.number())
			.setGroupMembersView(this.entries.readView(in))
			.setSnapshotChunk(in.flag() ? this.entries.readChunk(in) : null)
			.build();
	}

}
