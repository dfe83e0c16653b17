package io.distsys.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

import io.microraft.impl.statemachine.InternalCommitAware;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a {@link StateMachine} from MicroRaft's log. It outlives a membership: a node
 * that was removed from a group and comes back keeps its state, and skips what it has
 * applied already. A snapshot therefore says which entry it really contains.
 */
final class LoggedStateMachine implements io.microraft.statemachine.StateMachine, InternalCommitAware {

	private static final Logger logger = LoggerFactory.getLogger(LoggedStateMachine.class);

	private static final byte[] NOTHING = new byte[0];

	private final StateMachine machine;

	private final NavigableMap<Long, List<Consumer<GroupId>>> waiting = new TreeMap<>();

	private @Nullable GroupId group;

	private volatile long applied;

	private volatile @Nullable ResetRecord lastReset;

	LoggedStateMachine(StateMachine machine) {
		this.machine = machine;
	}

	/** Follow a group from now on. */
	void follow(GroupId newGroup) {
		if (newGroup.equals(this.group)) {
			return;
		}
		this.group = newGroup;
		this.applied = 0;
		this.lastReset = null;
		this.machine.reset(newGroup);
		wake(Long.MAX_VALUE);
	}

	/** How the group came to be, if that was by a reset. */
	@Nullable ResetRecord lastReset() {
		return this.lastReset;
	}

	long applied() {
		return this.applied;
	}

	@Nullable GroupId group() {
		return this.group;
	}

	long highestToken() {
		return this.machine.highestToken();
	}

	/**
	 * Be called once an entry is applied, or this node follows another group, and not
	 * before those who wait for this entry or an earlier one.
	 * @param action gets the group that is followed then
	 */
	void whenApplied(long index, Consumer<GroupId> action) {
		GroupId current = this.group;
		if (current != null && index <= this.applied && !isWaitedFor(index)) {
			action.accept(current);
			return;
		}
		afterApplied(index, action);
	}

	private boolean isWaitedFor(long until) {
		return !this.waiting.isEmpty() && this.waiting.firstKey() <= until;
	}

	/**
	 * As {@link #whenApplied}, but never within this call: at {@link #wakeWaiting} at the
	 * earliest.
	 */
	void afterApplied(long index, Consumer<GroupId> action) {
		this.waiting.computeIfAbsent(index, (key) -> new ArrayList<>(1)).add(action);
	}

	/** Whether more than so many entries that are applied by now are waited for. */
	boolean areWaitedFor(int few) {
		return !this.waiting.isEmpty()
				&& this.waiting.headMap(this.applied, true).keySet().stream().limit(few + 1L).count() > few;
	}

	/** Call those who waited for what is applied by now; outside of MicroRaft. */
	void wakeWaiting() {
		wake(this.applied);
	}

	private void wake(long until) {
		GroupId current = this.group;
		while (current != null && isWaitedFor(until)) {
			this.waiting.pollFirstEntry().getValue().forEach((action) -> tell(action, current));
		}
	}

	/** One that fails must not keep from others what they wait for. */
	private static void tell(Consumer<GroupId> action, GroupId current) {
		try {
			action.accept(current);
		}
		catch (RuntimeException | Error ex) {
			logger.error("What waited for an entry has failed", ex);
		}
	}

	@Override
	public Object runOperation(long index, Object operation) {
		byte[] result = NOTHING;
		if (index > this.applied) {
			if (operation instanceof byte[] command) {
				result = this.machine.apply(index, command);
			}
			else if (operation instanceof LogOperation.RaiseTokens raise) {
				this.machine.raiseTokens(index, raise.floor());
			}
			else if (operation instanceof LogOperation.Reset reset) {
				this.lastReset = reset.reset();
			}
			this.applied = index;
		}
		return result;
	}

	@Override
	public void onInternalCommit(long index) {
		this.applied = Math.max(this.applied, index);
	}

	@Override
	public void takeSnapshot(long index, Consumer<Object> chunks) {
		ResetRecord reset = this.lastReset;
		WireOutput head = new WireOutput().number(this.applied).flag(reset != null);
		if (reset != null) {
			reset.write(head);
		}
		byte[] bytes = head.toBytes();
		chunks.accept((StateChunk) () -> bytes);
		this.machine.snapshot().forEach(chunks);
	}

	@Override
	public void installSnapshot(long index, List<Object> chunks) {
		WireInput head = new WireInput((byte[]) chunks.get(0));
		long contained = head.number();
		if (contained > this.applied) {
			this.machine.install(contained, chunks.stream().skip(1).map(byte[].class::cast).toList());
			this.applied = contained;
			this.lastReset = head.flag() ? ResetRecord.read(head) : null;
		}
	}

	@Override
	public Object getNewTermOperation() {
		return new LogOperation.NewTerm();
	}

}
