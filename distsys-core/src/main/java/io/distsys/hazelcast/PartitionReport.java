package io.distsys.hazelcast;

import java.util.Map;

import io.distsys.cluster.NodeId;

/**
 * How the partitions of Hazelcast are spread, as this member knows.
 *
 * @param total how many partitions there are
 * @param ownedHere how many this node owns
 * @param ownedByNode how many each node owns
 * @param unassigned how many have no owner
 * @param backupsMissing how many have no backup on another member
 * @param migrating how many are on their way
 * @param safe whether the backups of what this node owns are in step
 * @since 0.1
 */
public record PartitionReport(int total, int ownedHere, Map<NodeId, Integer> ownedByNode, int unassigned,
		int backupsMissing, int migrating, boolean safe) {

	public PartitionReport {
		ownedByNode = Map.copyOf(ownedByNode);
	}

}
