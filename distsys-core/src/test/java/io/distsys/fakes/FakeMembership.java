package io.distsys.fakes;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.time.Subscription;

/** A view that the test changes; listeners are told at once. */
public final class FakeMembership implements Cluster {

	private final Node self;

	private final List<Node> nodes = new CopyOnWriteArrayList<>();

	private final List<Consumer<? super ClusterEvent>> listeners = new CopyOnWriteArrayList<>();

	public FakeMembership(Node self, Node... others) {
		this.self = self;
		this.nodes.add(self);
		this.nodes.addAll(List.of(others));
	}

	public void join(Node node) {
		this.nodes.add(node);
		this.listeners.forEach((listener) -> listener.accept(new ClusterEvent.NodeJoined(node)));
	}

	@Override
	public Node self() {
		return this.self;
	}

	@Override
	public ClusterView view() {
		return new ClusterView(1, this.nodes.stream().sorted(Comparator.comparing(Node::id)).toList());
	}

	@Override
	public Subscription subscribe(Consumer<? super ClusterEvent> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

}
