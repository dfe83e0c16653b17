package io.distsys.worker;

import java.util.HashMap;
import java.util.Map;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * The grants of a slot that have refused a call, which is final for a grant. Tokens of
 * all grants grow where a majority grants them; else those of each node do, and after a
 * heal a grant may be the one again that was before. Not thread-safe.
 */
final class RefusedGrants {

	private final @Nullable Map<NodeId, Long> byNode;

	private long last = Long.MIN_VALUE;

	private RefusedGrants(@Nullable Map<NodeId, Long> byNode) {
		this.byNode = byNode;
	}

	/** Of grants whose tokens grow, whoever has them. */
	static RefusedGrants inOrder() {
		return new RefusedGrants(null);
	}

	/** Of grants whose tokens grow on each node. */
	static RefusedGrants ofEachNode() {
		return new RefusedGrants(new HashMap<>());
	}

	void add(NodeId node, long token) {
		if (this.byNode != null) {
			this.byNode.merge(node, token, Math::max);
		}
		else {
			this.last = Math.max(this.last, token);
		}
	}

	boolean has(NodeId node, long token) {
		return token <= ((this.byNode != null) ? this.byNode.getOrDefault(node, Long.MIN_VALUE) : this.last);
	}

}
