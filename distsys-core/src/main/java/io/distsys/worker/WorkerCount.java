package io.distsys.worker;

import java.util.Map;
import java.util.Set;

import io.distsys.cluster.NodeId;

/**
 * How many workers of a type run in the cluster.
 *
 * @param byNode how many, by the nodes that have answered
 * @param silent nodes that have not answered
 * @since 0.1
 */
public record WorkerCount(Map<NodeId, Integer> byNode, Set<NodeId> silent) {

	public WorkerCount {
		byNode = Map.copyOf(byNode);
		silent = Set.copyOf(silent);
	}

	/**
	 * How many run on all nodes that have answered.
	 * @return the sum
	 */
	public int total() {
		return this.byNode.values().stream().mapToInt(Integer::intValue).sum();
	}

}
