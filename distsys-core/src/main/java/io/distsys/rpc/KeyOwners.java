package io.distsys.rpc;

import java.util.Optional;

import io.distsys.cluster.NodeId;

/**
 * Says which node has the data of a key: the owner of its partition. While partitions
 * move and while the cluster is cut two nodes may be named for one key; who must be the
 * only one is a worker or a singleton.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface KeyOwners {

	/**
	 * Find the owner of a key. Does not block; may encode the key.
	 * @param key the key, as it is used in the data structure
	 * @return the node, or empty while the partition has none
	 */
	Optional<NodeId> ownerOf(Object key);

	/**
	 * For where no data is kept.
	 * @return knows no owner of any key
	 */
	static KeyOwners none() {
		return (key) -> Optional.empty();
	}

}
