package io.distsys.worker;

import java.util.Map;
import java.util.Set;

import io.distsys.cluster.NodeId;

/**
 * The workers of a type in the cluster: each node was asked at its own moment, so that
 * one which moves meanwhile may be missing or be seen where it was.
 *
 * @param workers the nodes that they run on, by key
 * @param silent nodes that have not answered: what runs there is missing
 * @since 0.1
 */
public record WorkerListing(Map<String, NodeId> workers, Set<NodeId> silent) {

	public WorkerListing {
		workers = Map.copyOf(workers);
		silent = Set.copyOf(silent);
	}

}
