package io.distsys.rpc;

import java.time.Duration;
import java.util.Collection;

import io.distsys.cluster.NodeId;

/**
 * Where a service may be called. Thread-safe; nothing here blocks.
 *
 * @param <T> the interface of the service
 * @since 0.1
 */
public interface ServiceTargets<T> {

	/**
	 * The same with another timeout.
	 * @param timeout how long a call may take, retries included, unless
	 * {@link CallTimeout} says otherwise of the method
	 * @return where a service may be called within that time
	 * @throws IllegalArgumentException if it is not positive
	 */
	ServiceTargets<T> within(Duration timeout);

	/**
	 * One node.
	 * @param node the node
	 * @return the service there
	 */
	ServiceCalls<T> onNode(NodeId node);

	/**
	 * A node of a role that takes work, chosen anew for each attempt: one after another
	 * of those in view.
	 * @param role the role
	 * @return the service there
	 */
	ServiceCalls<T> onRole(String role);

	/**
	 * The node that has the data of a key, see {@link KeyOwners}; looked for anew at each
	 * attempt.
	 * @param key the key
	 * @return the service there
	 */
	ServiceCalls<T> onOwnerOf(Object key);

	/**
	 * All nodes in view at the moment of each call, this one included.
	 * @return the service on each of them
	 */
	ServiceMulticalls<T> onAll();

	/**
	 * All nodes of a role in view at the moment of each call.
	 * @param role the role
	 * @return the service on each of them
	 */
	ServiceMulticalls<T> onAll(String role);

	/**
	 * Some nodes.
	 * @param nodes the nodes
	 * @return the service on each of them
	 */
	ServiceMulticalls<T> onNodes(Collection<NodeId> nodes);

}
