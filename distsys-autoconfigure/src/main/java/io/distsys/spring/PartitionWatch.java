package io.distsys.spring;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.spring.PartitionEvent.PartitionHealed;
import io.distsys.spring.PartitionEvent.PartitionSuspected;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * Tells a cut of the network from a crash: a node that was lost is missed unless there is
 * evidence, {@link #PATIENCE} before or after, that its process has ended. It is missed
 * until it comes back, another process appears under its name or address, or the evidence
 * comes after all.
 *
 * @since 0.1
 */
public final class PartitionWatch implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofMillis(1500);

	private final EventLoop loop;

	private final List<Consumer<? super PartitionEvent>> listeners = new CopyOnWriteArrayList<>();

	private final List<Subscription> subscriptions;

	/** The rest is only touched on the loop. */
	private final Set<NodeId> crashed = new HashSet<>();

	private final Map<NodeId, Node> awaited = new TreeMap<>();

	private final Map<NodeId, Node> missed = new TreeMap<>();

	/**
	 * Begin to watch.
	 * @param cluster tells who comes and goes
	 * @param evidence tells which processes have ended
	 * @param loop the watch lives on it, and calls the listeners
	 */
	public PartitionWatch(Cluster cluster, CrashEvidence evidence, EventLoop loop) {
		this.loop = loop;
		this.subscriptions = List.of(cluster.subscribe((event) -> loop.execute(() -> onEvent(event))),
				evidence.subscribe((node) -> loop.execute(() -> onCrash(node))));
	}

	/**
	 * Be told of what is thought from now on, on the loop, which must not be blocked.
	 * @param listener is given the event
	 * @return ends the subscription when closed
	 */
	public Subscription subscribe(Consumer<? super PartitionEvent> listener) {
		Consumer<PartitionEvent> own = listener::accept;
		this.listeners.add(own);
		return () -> this.listeners.remove(own);
	}

	private void onEvent(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeLost lost) {
			onLost(lost.node(), lost.reason());
		}
		else if (event instanceof ClusterEvent.NodeJoined joined) {
			onJoined(joined.node());
		}
	}

	private void onLost(Node node, String reason) {
		if (this.crashed.contains(node.id())) {
			return;
		}
		this.awaited.put(node.id(), node);
		this.loop.schedule(PATIENCE, () -> suspect(node.id(), reason));
	}

	private void suspect(NodeId id, String reason) {
		Node node = this.awaited.remove(id);
		if (node == null) {
			return;
		}
		this.missed.put(id, node);
		String names = this.missed.values().stream().map(Node::name).sorted().collect(Collectors.joining(", "));
		tell(new PartitionSuspected(Set.copyOf(this.missed.values()), "node " + node.name() + " is " + reason
				+ ", and nothing says that its process has ended; missed: " + names));
	}

	private void onJoined(Node node) {
		this.crashed.remove(node.id());
		for (Map<NodeId, Node> nodes : List.of(this.awaited, this.missed)) {
			Optional<Node> same = nodes.values().stream().filter((other) -> isIn(node, other)).findFirst();
			same.ifPresent((other) -> found(nodes, other,
					"node " + node.name() + (other.id().equals(node.id()) ? " is back" : " was started anew")));
		}
	}

	/** Whether a node has come in the place of one that is missed. */
	private static boolean isIn(Node node, Node place) {
		return node.id().equals(place.id()) || node.name().equals(place.name())
				|| (!node.address().isEmpty() && node.address().equals(place.address()));
	}

	private void onCrash(NodeId id) {
		this.crashed.add(id);
		this.awaited.remove(id);
		this.loop.schedule(PATIENCE, () -> this.crashed.remove(id));
		Node node = this.missed.get(id);
		if (node != null) {
			found(this.missed, node, "the process of node " + node.name() + " has ended");
		}
	}

	private void found(Map<NodeId, Node> nodes, Node node, String how) {
		nodes.remove(node.id());
		if (nodes == this.missed && nodes.isEmpty()) {
			tell(new PartitionHealed(how));
		}
	}

	private void tell(PartitionEvent event) {
		this.listeners.forEach((listener) -> listener.accept(event));
	}

	/** Watch no longer. */
	@Override
	public void close() {
		this.subscriptions.forEach(Subscription::close);
	}

}
