package io.distsys.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.distsys.cluster.Cluster;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.Quorum;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.worker.WorkerNode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of this node in the cluster, part by part. All of it is memory reads: no
 * other node is asked, nothing is waited for.
 * <p>
 * Only {@code quorum} and {@code membership} say that the node is out of service. What is
 * less than it should be, and comes back by itself, is {@link #DEGRADED}: that leaves the
 * health of the whole as it is, unless the application gives it a place in
 * {@code management.endpoint.health.status.order}.
 *
 * @since 0.1
 */
public final class ClusterHealthContributor implements CompositeHealthContributor {

	/** It works, with less than it should have. */
	public static final Status DEGRADED = new Status("DEGRADED");

	private final Map<String, HealthIndicator> parts;

	private ClusterHealthContributor(Map<String, HealthIndicator> parts) {
		this.parts = parts;
	}

	/**
	 * Create it of what every node has.
	 * @param cluster the nodes
	 * @param quorum whether this node may act
	 * @param log the consensus group
	 * @return the health of membership, quorum and consensus
	 */
	public static ClusterHealthContributor of(Cluster cluster, Quorum quorum, ReplicatedLog log) {
		Map<String, HealthIndicator> parts = new LinkedHashMap<>();
		parts.put("membership", new MembershipHealthIndicator(cluster));
		parts.put("quorum", new QuorumHealthIndicator(quorum));
		parts.put("consensus", new ConsensusHealthIndicator(cluster, log));
		return new ClusterHealthContributor(parts);
	}

	/**
	 * Add the health of Hazelcast's partitions.
	 * @param monitor watches them
	 * @return a copy with that part
	 */
	public ClusterHealthContributor withPartitions(PartitionMonitor monitor) {
		return with("partitions", new PartitionsHealthIndicator(monitor));
	}

	/**
	 * Add the health of the singletons.
	 * @param singletons those that this node knows
	 * @param ownerships has the lease by which it knows
	 * @return a copy with that part
	 */
	public ClusterHealthContributor withSingletons(ClusterSingletons singletons, Ownerships ownerships) {
		return with("singletons", new SingletonsHealthIndicator(singletons, ownerships.lease()));
	}

	/**
	 * Add the health of the workers.
	 * @param workers those of this node
	 * @param ownerships who owns their slots
	 * @return a copy with that part
	 */
	public ClusterHealthContributor withWorkers(WorkerNode workers, Ownerships ownerships) {
		return with("workers", new WorkersHealthIndicator(workers, ownerships));
	}

	private ClusterHealthContributor with(String name, HealthIndicator indicator) {
		Map<String, HealthIndicator> more = new LinkedHashMap<>(this.parts);
		more.put(name, indicator);
		return new ClusterHealthContributor(more);
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return this.parts.get(name);
	}

	@Override
	public Stream<HealthContributors.Entry> stream() {
		return this.parts.entrySet()
			.stream()
			.map((part) -> new HealthContributors.Entry(part.getKey(), part.getValue()));
	}

}
