package io.distsys.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.time.Subscription;

/**
 * The view of one simulated node, changed by the test. Events are delivered on its loop.
 */
public final class SimulatedMembership implements Cluster {

	private final Node self;

	private final VirtualLoop loop;

	private final TreeMap<NodeId, Node> nodes = new TreeMap<>();

	private final List<Consumer<? super ClusterEvent>> listeners = new CopyOnWriteArrayList<>();

	private long epoch;

	private ClusterView view;

	public SimulatedMembership(Node self, VirtualLoop loop) {
		this.self = self;
		this.loop = loop;
		this.nodes.put(self.id(), self);
		this.view = new ClusterView(0, List.of(self));
	}

	public static Node node(long number) {
		return new Node(new NodeId(number << 32, 0), "n" + number, "10.0.0." + number + ":5701", Set.of(), "", "", "",
				Instant.EPOCH, Node.State.UP);
	}

	public void join(Node node) {
		if (this.nodes.putIfAbsent(node.id(), node) == null) {
			publish(new ClusterEvent.NodeJoined(node));
		}
	}

	public void lose(NodeId id) {
		Node node = this.nodes.remove(id);
		if (node != null) {
			publish(new ClusterEvent.NodeLost(node, "simulated"));
		}
	}

	public void leave(NodeId id) {
		Node node = this.nodes.remove(id);
		if (node != null) {
			publish(new ClusterEvent.NodeLeft(node));
		}
	}

	/** A node of the view has said that it leaves soon. */
	public void drain(NodeId id) {
		Node node = this.nodes.computeIfPresent(id, (key, known) -> known.in(Node.State.DRAINING));
		if (node != null) {
			publish(new ClusterEvent.NodeDraining(node));
		}
	}

	private void publish(ClusterEvent event) {
		this.view = new ClusterView(++this.epoch, new ArrayList<>(this.nodes.values()));
		this.loop.execute(() -> this.listeners.forEach((listener) -> listener.accept(event)));
	}

	@Override
	public Node self() {
		return this.nodes.getOrDefault(this.self.id(), this.self);
	}

	@Override
	public ClusterView view() {
		return this.view;
	}

	@Override
	public Subscription subscribe(Consumer<? super ClusterEvent> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

}
