package io.distsys.ownership;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.time.Subscription;

/**
 * The table as this node has applied it: memory reads from any thread, never blocking. It
 * may lag behind the leader's; a read that must be current waits for
 * {@link io.distsys.consensus.ReplicatedLog#readBarrier} first.
 *
 * @since 0.1
 */
public interface OwnershipView {

	/**
	 * Find who owns a resource.
	 * @param key the resource
	 * @return its ownership, or empty if nobody owns it
	 */
	Optional<Ownership> find(ResourceKey key);

	/**
	 * All owned resources of a kind.
	 * @param kind the kind
	 * @return the ownerships, in no order; weakly consistent
	 */
	Stream<Ownership> ofKind(String kind);

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

	/**
	 * Be told on the core's event loop of each resource that changed, after the change.
	 * Must not block.
	 * @param listener is given the change
	 * @return ends the subscription when closed
	 */
	Subscription subscribe(Consumer<? super OwnershipChange> listener);

}
