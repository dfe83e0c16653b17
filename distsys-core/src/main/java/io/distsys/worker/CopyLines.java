package io.distsys.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.distsys.cluster.ClusterView;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Messenger;

/** The {@link CopyLine} to each node. */
final class CopyLines {

	private final Map<NodeId, CopyLine> lines = new ConcurrentHashMap<>();

	private final Messenger messenger;

	private final Executor loop;

	CopyLines(Messenger messenger, Executor loop) {
		this.messenger = messenger;
		this.loop = loop;
	}

	CopyLine to(NodeId node) {
		return this.lines.computeIfAbsent(node, (id) -> new CopyLine(id, this.messenger, this.loop));
	}

	/** Forget those to nodes that have gone; what is in them comes to its end. */
	void keep(ClusterView view) {
		this.lines.keySet().removeIf((node) -> !view.contains(node));
	}

}
