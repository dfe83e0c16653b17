package io.distsys.worker;

import java.util.LinkedHashMap;
import java.util.Map;

import io.distsys.cluster.NodeId;

/**
 * In which order messages to one slot have come from each node. Those of a lane come in
 * the order of sending. One that travels alone may be overtaken on its way, and is told
 * so rather than run after what was sent later: {@link SlotOutbox} sends it again if its
 * caller still waits. A node that has gone for good is forgotten ({@link WorkerUpkeep}).
 * Not thread-safe.
 */
final class ArrivalOrder {

	/** Of the others, the nodes that have been silent longest, nothing is known. */
	private static final int SENDERS = 256;

	private final Map<NodeId, Last> senders = new LinkedHashMap<>(4, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<NodeId, Last> eldest) {
			return size() > SENDERS;
		}

	};

	/** Whether something that was sent later, under the same grant, has been taken. */
	boolean isOvertaken(NodeId sender, WorkerMessage message) {
		Last last = this.senders.get(sender);
		return last != null && last.token == message.token()
				&& message.number() < (message.isAlone() ? last.number : last.numberOfAlone);
	}

	/** The message is in its mailbox, or kept for the grant that it names. */
	void taken(NodeId sender, WorkerMessage message) {
		Last last = this.senders.computeIfAbsent(sender, (node) -> new Last());
		if (last.token != message.token()) {
			last.token = message.token();
			last.number = message.number();
			last.numberOfAlone = Long.MIN_VALUE;
		}
		last.number = Math.max(last.number, message.number());
		if (message.isAlone()) {
			last.numberOfAlone = Math.max(last.numberOfAlone, message.number());
		}
	}

	/** Whether something is known of what a node has sent. */
	boolean knows(NodeId sender) {
		return this.senders.containsKey(sender);
	}

	/** Nothing that a node has sent is on its way any more. */
	void forget(NodeId sender) {
		this.senders.remove(sender);
	}

	private static final class Last {

		private long token = Long.MIN_VALUE;

		private long number;

		private long numberOfAlone;

	}

}
