package io.distsys.worker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait, each within its caller's timeout, until the mailbox of their worker
 * has room. No thread waits with them. Each node may have as many in line as a mailbox
 * holds, so that one that floods a worker does not shut the others out. Not thread-safe.
 */
final class WaitingLine {

	private final int capacity;

	private final Deque<WorkerCall> calls = new ArrayDeque<>();

	private final Map<NodeId, Integer> counts = new HashMap<>();

	WaitingLine(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Join the line.
	 * @param left takes those that nobody waits for any more, if that makes room
	 * @return whether it is in the line
	 */
	boolean add(WorkerCall call, long now, List<WorkerCall> left) {
		if (count(call.sender()) >= this.capacity) {
			this.calls.stream().filter((other) -> other.isLate(now)).forEach(left::add);
			left.forEach(this::remove);
		}
		if (count(call.sender()) >= this.capacity) {
			return false;
		}
		addLast(call);
		return true;
	}

	/** Join the line, however long it is. */
	void addLast(WorkerCall call) {
		this.calls.addLast(call);
		this.counts.merge(call.sender(), 1, Integer::sum);
	}

	boolean hasStop() {
		return this.calls.stream().anyMatch(WorkerCall::isStop);
	}

	private int count(NodeId sender) {
		return this.counts.getOrDefault(sender, 0);
	}

	private void remove(WorkerCall call) {
		this.calls.remove(call);
		subtract(call);
	}

	private void subtract(WorkerCall call) {
		this.counts.computeIfPresent(call.sender(), (node, count) -> (count > 1) ? count - 1 : null);
	}

	/** Take the call out again that was added last. */
	void removeLast() {
		subtract(this.calls.removeLast());
	}

	@Nullable WorkerCall poll() {
		WorkerCall next = this.calls.pollFirst();
		if (next != null) {
			subtract(next);
		}
		return next;
	}

	int size() {
		return this.calls.size();
	}

	boolean isEmpty() {
		return this.calls.isEmpty();
	}

	List<WorkerCall> clear() {
		List<WorkerCall> all = new ArrayList<>(this.calls);
		this.calls.clear();
		this.counts.clear();
		return all;
	}

}
