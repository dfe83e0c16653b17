package io.distsys.autoconfigure.actuate;

import io.distsys.actuate.ClusterHealthContributor;
import io.distsys.cluster.Cluster;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.Quorum;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.worker.WorkerNode;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health {@code cluster} and its parts.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = "io.distsys.autoconfigure.quorum.QuorumAutoConfiguration")
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("cluster")
@ConditionalOnBean(Quorum.class)
public final class ClusterHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "clusterHealthContributor", "clusterHealthIndicator" })
	ClusterHealthContributor clusterHealthContributor(Cluster cluster, Quorum quorum, ReplicatedLog log,
			Ownerships ownerships, ObjectProvider<PartitionMonitor> partitions,
			ObjectProvider<ClusterSingletons> singletons, ObjectProvider<WorkerNode> workers) {
		ClusterHealthContributor health = ClusterHealthContributor.of(cluster, quorum, log);
		for (PartitionMonitor monitor : partitions.stream().toList()) {
			health = health.withPartitions(monitor);
		}
		for (ClusterSingletons all : singletons.stream().toList()) {
			health = health.withSingletons(all, ownerships);
		}
		for (WorkerNode node : workers.stream().toList()) {
			health = health.withWorkers(node, ownerships);
		}
		return health;
	}

}
