package io.distsys.ownership;

import java.util.List;

import io.distsys.consensus.GroupId;
import io.distsys.consensus.StateChunk;
import io.distsys.consensus.StateMachine;
import org.jspecify.annotations.Nullable;

/** The table of one process; whatever it does is compared with all others. */
final class CheckedMachine implements StateMachine {

	private static final int COMPARED_EVERY = 32;

	private final Object node;

	private final StateMachine table;

	private final AppliedHistory history;

	private @Nullable GroupId group;

	private long applied;

	CheckedMachine(Object node, StateMachine table, AppliedHistory history) {
		this.node = node;
		this.table = table;
		this.history = history;
	}

	@Nullable GroupId group() {
		return this.group;
	}

	/** The last entry that has changed the table, or could have. */
	long applied() {
		return this.applied;
	}

	@Override
	public void reset(GroupId newGroup) {
		this.group = newGroup;
		this.applied = 0;
		this.history.begun(newGroup);
		this.table.reset(newGroup);
	}

	@Override
	public byte[] apply(long index, byte[] command) {
		byte[] result = this.table.apply(index, command);
		this.applied = index;
		this.history.applied(this.node, this.group, index, command, result);
		if (index % COMPARED_EVERY == 0) {
			this.history.state(this.node, this.group, index, StateChunk.bytesOf(this.table.snapshot()));
		}
		return result;
	}

	@Override
	public void raiseTokens(long index, long floor) {
		this.table.raiseTokens(index, floor);
		this.applied = index;
		this.history.raised(this.node, this.group, index, floor);
	}

	@Override
	public List<StateChunk> snapshot() {
		return this.table.snapshot();
	}

	@Override
	public void install(long index, List<byte[]> chunks) {
		this.history.installed(this.node, this.group, index, chunks);
		this.table.install(index, chunks);
		this.applied = index;
	}

	@Override
	public long highestToken() {
		return this.table.highestToken();
	}

}
