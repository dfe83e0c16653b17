package io.distsys.lock;

import java.util.List;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;

/**
 * A lock that is held.
 *
 * @param name its name
 * @param node the node of the holder
 * @param token the token of the holder
 * @param waiting the node of each request that waits, the next one first
 * @since 0.1
 */
public record LockStatus(String name, NodeId node, FencingToken token, List<NodeId> waiting) {

	public LockStatus {
		waiting = List.copyOf(waiting);
	}

}
