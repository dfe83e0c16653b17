package io.distsys.election;

import java.util.List;

import io.distsys.cluster.NodeId;

/**
 * An election.
 *
 * @param name its name
 * @param leader who leads
 * @param waiting the node of each further candidate, the next one first
 * @since 0.1
 */
public record ElectionStatus(String name, Leader leader, List<NodeId> waiting) {

	public ElectionStatus {
		waiting = List.copyOf(waiting);
	}

}
