package io.distsys.ownership;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.distsys.cluster.NodeId;

/**
 * The table as this node has applied it: memory reads from any thread, never blocking. It
 * may lag behind the leader's; a read that must be current waits for
 * {@link io.distsys.consensus.ReplicatedLog#readBarrier} first.
 *
 * @since 0.1
 */
public interface OwnershipView extends Owners {

	/**
	 * Who waits for a resource that requests stand in line for.
	 * @param key the resource
	 * @return the node of each waiting request, the next one first
	 */
	List<NodeId> waiting(ResourceKey key);

	/**
	 * The sessions that are open.
	 * @return the sessions; weakly consistent
	 */
	Collection<Session> sessions();

	/**
	 * The open session of a node.
	 * @param node the node
	 * @return its session, or empty
	 */
	Optional<Session> sessionOf(NodeId node);

}
