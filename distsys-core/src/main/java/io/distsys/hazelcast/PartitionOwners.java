package io.distsys.hazelcast;

import java.util.Optional;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.NodeId;
import io.distsys.rpc.KeyOwners;

/**
 * The owners of the partitions of keys, as this member knows them.
 *
 * @since 0.1
 */
public final class PartitionOwners implements KeyOwners {

	private final HazelcastInstance instance;

	/**
	 * Create it.
	 * @param instance the running member
	 */
	public PartitionOwners(HazelcastInstance instance) {
		this.instance = instance;
	}

	@Override
	public Optional<NodeId> ownerOf(Object key) {
		Member owner = this.instance.getPartitionService().getPartition(key).getOwner();
		return Optional.ofNullable(owner).flatMap(NodeAttributes::readId);
	}

}
