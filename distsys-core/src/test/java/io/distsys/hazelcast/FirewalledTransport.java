package io.distsys.hazelcast;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Transport;

/** Drops what it is told to drop, without a word, like a firewall with DROP. */
final class FirewalledTransport implements Transport {

	private final Transport transport;

	private final Set<NodeId> blocked = ConcurrentHashMap.newKeySet();

	FirewalledTransport(Transport transport) {
		this.transport = transport;
	}

	/** Drop everything to and from a node. */
	void block(NodeId node) {
		this.blocked.add(node);
	}

	void heal() {
		this.blocked.clear();
	}

	@Override
	public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
		return this.blocked.contains(to) ? new CompletableFuture<>() : this.transport.send(to, lane, frame);
	}

	@Override
	public Executor sender(Lane lane) {
		return this.transport.sender(lane);
	}

	@Override
	public void receive(FrameReceiver receiver) {
		this.transport.receive((from, lane, frame) -> {
			if (!this.blocked.contains(from)) {
				receiver.onFrame(from, lane, frame);
			}
		});
	}

}
