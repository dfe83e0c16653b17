package io.distsys.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the view of this node and tells listeners of its changes. It is fed by whoever
 * notices nodes; the feeding methods may be called from any thread and do not block, and
 * saying something twice changes nothing.
 *
 * @since 0.1
 */
public final class ClusterMembership implements Cluster {

	private static final Logger logger = LoggerFactory.getLogger(ClusterMembership.class);

	private final Executor executor;

	private final List<Consumer<? super ClusterEvent>> listeners = new CopyOnWriteArrayList<>();

	private volatile Node self;

	private volatile ClusterView view;

	/**
	 * Create a view of this node alone.
	 * @param self this node
	 * @param executor calls the listeners; must run one task after another, in order
	 */
	public ClusterMembership(Node self, Executor executor) {
		this.self = self;
		this.executor = executor;
		this.view = new ClusterView(1, List.of(self));
	}

	@Override
	public Node self() {
		return this.self;
	}

	@Override
	public ClusterView view() {
		return this.view;
	}

	@Override
	public Subscription subscribe(Consumer<? super ClusterEvent> listener) {
		Consumer<ClusterEvent> own = listener::accept;
		this.listeners.add(own);
		return () -> this.listeners.remove(own);
	}

	/**
	 * A node has become visible.
	 * @param node the node; ignored if the view has one of that identity
	 */
	public synchronized void appeared(Node node) {
		if (!this.view.contains(node.id())) {
			List<Node> nodes = new ArrayList<>(this.view.nodes());
			nodes.add(node);
			show(nodes);
			logger.info("Node joined node={} name={} address={} nodes={}", node.id(), node.name(), node.address(),
					nodes.size());
			publish(new ClusterEvent.NodeJoined(node));
		}
	}

	/**
	 * A node is no longer visible. It has left if it said so, and was lost otherwise.
	 * @param id the node
	 * @param reason what was observed
	 */
	public synchronized void vanished(NodeId id, String reason) {
		Optional<Node> known = this.view.find(id);
		if (known.isEmpty() || id.equals(this.self.id())) {
			return;
		}
		Node node = known.get();
		List<Node> nodes = this.view.nodes().stream().filter((other) -> !other.id().equals(id)).toList();
		show(nodes);
		if (node.state().compareTo(Node.State.DRAINING) >= 0) {
			logger.info("Node left node={} name={} nodes={}", id, node.name(), nodes.size());
			publish(new ClusterEvent.NodeLeft(node.in(Node.State.LEFT)));
		}
		else {
			logger.info("Node lost node={} name={} nodes={} reason=\"{}\"", id, node.name(), nodes.size(), reason);
			publish(new ClusterEvent.NodeLost(node, reason));
		}
	}

	/**
	 * A node has said where it is in its life.
	 * @param id the node; ignored if the view does not have it
	 * @param state its state; ignored unless it is later than the one known, so that the
	 * order of such messages does not matter
	 */
	public synchronized void stateChanged(NodeId id, Node.State state) {
		Optional<Node> known = this.view.find(id);
		if (known.isEmpty() || state.compareTo(known.get().state()) <= 0) {
			return;
		}
		Node node = known.get().in(state);
		if (id.equals(this.self.id())) {
			this.self = node;
		}
		show(this.view.nodes().stream().map((other) -> other.id().equals(id) ? node : other).toList());
		logger.debug("Node changed its state node={} state={}", id, state);
		switch (state) {
			case UP -> publish(new ClusterEvent.NodeReady(node));
			case DRAINING -> publish(new ClusterEvent.NodeDraining(node));
			case JOINING, LEFT -> {
			}
		}
	}

	/**
	 * This node has come to another state of its life.
	 * @param state the state
	 */
	public void stateOfSelf(Node.State state) {
		stateChanged(this.self.id(), state);
	}

	private void show(List<Node> nodes) {
		List<Node> sorted = nodes.stream().sorted(Comparator.comparing(Node::id)).toList();
		this.view = new ClusterView(this.view.epoch() + 1, sorted);
	}

	private void publish(ClusterEvent event) {
		this.executor.execute(() -> this.listeners.forEach((listener) -> tell(listener, event)));
	}

	private static void tell(Consumer<? super ClusterEvent> listener, ClusterEvent event) {
		try {
			listener.accept(event);
		}
		catch (Exception | AssertionError ex) {
			logger.error("A listener of cluster events failed event={}", event, ex);
		}
	}

}
