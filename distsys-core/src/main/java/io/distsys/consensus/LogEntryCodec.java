package io.distsys.consensus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.microraft.MembershipChangeMode;
import io.microraft.RaftEndpoint;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.groupop.UpdateRaftGroupMembersOp;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;

/** The binary form of what stands in the log: entries, members, snapshot chunks. */
final class LogEntryCodec {

	private static final int COMMAND = 1;

	private static final int NEW_TERM = 2;

	private static final int RAISE_TOKENS = 3;

	private static final int CHANGE_MEMBERS = 4;

	private static final int RESET = 5;

	private final RaftModelFactory models;

	LogEntryCodec(RaftModelFactory models) {
		this.models = models;
	}

	void write(WireOutput out, LogEntry entry) {
		out.number(entry.getIndex()).small(entry.getTerm());
		Object operation = entry.getOperation();
		if (operation instanceof byte[] command) {
			out.kind(COMMAND).bytes(command);
		}
		else if (operation instanceof LogOperation.NewTerm) {
			out.kind(NEW_TERM);
		}
		else if (operation instanceof LogOperation.RaiseTokens raise) {
			out.kind(RAISE_TOKENS).number(raise.floor());
		}
		else if (operation instanceof LogOperation.Reset reset) {
			reset.reset().write(out.kind(RESET));
		}
		else if (operation instanceof UpdateRaftGroupMembersOp change) {
			out.kind(CHANGE_MEMBERS)
				.members(members(change.getMembers()))
				.members(members(change.getVotingMembers()))
				.member((Member) change.getEndpoint())
				.kind(change.getMode().ordinal());
		}
		else {
			throw new IllegalArgumentException("No such operation is written here: " + operation.getClass());
		}
	}

	LogEntry readEntry(WireInput in) {
		long index = in.number();
		int term = in.small();
		return this.models.createLogEntryBuilder()
			.setIndex(index)
			.setTerm(term)
			.setOperation(readOperation(in))
			.build();
	}

	private Object readOperation(WireInput in) {
		int kind = in.kind();
		return switch (kind) {
			case COMMAND -> in.bytes();
			case NEW_TERM -> new LogOperation.NewTerm();
			case RAISE_TOKENS -> new LogOperation.RaiseTokens(in.number());
			case RESET -> new LogOperation.Reset(ResetRecord.read(in));
			case CHANGE_MEMBERS -> this.models.createUpdateRaftGroupMembersOpBuilder()
				.setMembers(endpoints(in.members()))
				.setVotingMembers(endpoints(in.members()))
				.setEndpoint(in.member())
				.setMode(MembershipChangeMode.values()[in.kind()])
				.build();
			default -> throw new IllegalArgumentException("Unknown kind of operation " + kind);
		};
	}

	void write(WireOutput out, RaftGroupMembersView view) {
		out.number(view.getLogIndex()).members(members(view.getMembers())).members(members(view.getVotingMembers()));
	}

	RaftGroupMembersView readView(WireInput in) {
		return this.models.createRaftGroupMembersViewBuilder()
			.setLogIndex(in.number())
			.setMembers(endpoints(in.members()))
			.setVotingMembers(endpoints(in.members()))
			.build();
	}

	void write(WireOutput out, SnapshotChunk chunk) {
		out.number(chunk.getIndex())
			.small(chunk.getTerm())
			.small(chunk.getSnapshotChunkIndex())
			.small(chunk.getSnapshotChunkCount())
			.bytes(bytesOf(chunk));
		write(out, chunk.getGroupMembersView());
	}

	/** One of this node's own is not written yet, one that was received is. */
	private static byte[] bytesOf(SnapshotChunk chunk) {
		return (chunk.getOperation() instanceof StateChunk own) ? own.bytes() : (byte[]) chunk.getOperation();
	}

	SnapshotChunk readChunk(WireInput in) {
		return this.models.createSnapshotChunkBuilder()
			.setIndex(in.number())
			.setTerm(in.small())
			.setSnapshotChunkIndex(in.small())
			.setSnapshotChunkCount(in.small())
			.setOperation(in.bytes())
			.setGroupMembersView(readView(in))
			.build();
	}

	static List<Member> members(Collection<? extends RaftEndpoint> endpoints) {
		return endpoints.stream().map(Member.class::cast).toList();
	}

	static Collection<RaftEndpoint> endpoints(Collection<Member> members) {
		return new ArrayList<>(members);
	}

}
