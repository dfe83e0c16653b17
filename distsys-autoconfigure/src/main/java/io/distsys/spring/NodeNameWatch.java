package io.distsys.spring;

import java.util.List;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of nodes that bear one name: whoever means one of them by it, as operators and
 * preferences of singletons do, may get another.
 *
 * @since 0.1
 */
public final class NodeNameWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(NodeNameWatch.class);

	private final Cluster cluster;

	private final Subscription subscription;

	/**
	 * Begin to watch.
	 * @param cluster tells who comes
	 */
	public NodeNameWatch(Cluster cluster) {
		this.cluster = cluster;
		this.subscription = cluster.subscribe(this::onEvent);
		warnIfShared(cluster.self());
	}

	private void onEvent(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeJoined joined) {
			warnIfShared(joined.node());
		}
	}

	private void warnIfShared(Node node) {
		List<NodeId> called = this.cluster.view()
			.nodes()
			.stream()
			.filter((other) -> other.name().equals(node.name()))
			.map(Node::id)
			.toList();
		if (called.size() > 1) {
			logger.warn("Nodes bear one name, set distsys.cluster.node-name to another on each name={} nodes={}",
					node.name(), called);
		}
	}

	@Override
	public void close() {
		this.subscription.close();
	}

}
