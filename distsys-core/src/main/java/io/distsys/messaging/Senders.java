package io.distsys.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.cluster.ClusterView;
import io.distsys.cluster.NodeId;

/** The nodes that something came from, and for a while after they have gone. */
final class Senders {

	/** How long late frames of a node that has gone are still known as late. */
	private static final Duration MEMORY = Duration.ofMinutes(1);

	/** Beside its payload a message has an address and a few numbers. */
	private static final int LONGEST_HEADER = 64 * 1024;

	private final Map<NodeId, Sender> senders = new ConcurrentHashMap<>();

	private final MessagingCounters counters;

	private final int maxBytes;

	Senders(MessagingCounters counters, int maxPayloadBytes) {
		this.counters = counters;
		this.maxBytes = (int) Math.min(Integer.MAX_VALUE, (long) maxPayloadBytes + LONGEST_HEADER);
	}

	Inbox inbox(NodeId from, Lane lane, long nowNanos) {
		Sender sender = this.senders.get(from);
		if (sender == null) {
			sender = this.senders.computeIfAbsent(from,
					(id) -> new Sender(newInbox(Lane.CONTROL), newInbox(Lane.BULK), nowNanos));
		}
		return sender.inbox(lane);
	}

	private Inbox newInbox(Lane lane) {
		return new Inbox(this.counters, lane, this.maxBytes);
	}

	/** Forget those that have gone, also those that were never in the view. */
	void forget(ClusterView view, long nowNanos) {
		this.senders.forEach((id, sender) -> {
			if (view.contains(id)) {
				sender.lastSeenNanos = nowNanos;
			}
			else if (nowNanos - sender.lastSeenNanos > MEMORY.toNanos()) {
				this.senders.remove(id, sender);
			}
		});
	}

}
