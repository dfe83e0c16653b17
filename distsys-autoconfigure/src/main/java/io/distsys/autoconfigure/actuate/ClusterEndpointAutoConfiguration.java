package io.distsys.autoconfigure.actuate;

import io.distsys.actuate.ClusterEndpoint;
import io.distsys.actuate.WorkerCounts;
import io.distsys.cluster.Cluster;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.Quorum;
import io.distsys.spring.ClusterThreads;
import io.distsys.worker.WorkerNode;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the endpoint {@code cluster}.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.quorum.QuorumAutoConfiguration",
		"io.distsys.autoconfigure.worker.WorkerAutoConfiguration" })
@ConditionalOnBean(Quorum.class)
public final class ClusterEndpointAutoConfiguration {

	// Also without an endpoint on this node: others ask it.
	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(WorkerNode.class)
	WorkerCounts workerCounts(Cluster cluster, Messenger messenger, ClusterThreads threads, WorkerNode workers) {
		return new WorkerCounts(cluster, messenger, threads.user(), workers::statistics);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = ClusterEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ClusterEndpoint clusterEndpoint(Cluster cluster, Quorum quorum, ReplicatedLog log, Ownerships ownerships,
				BeanFactory beanFactory) {
			return new ClusterEndpoint(cluster, quorum, log, ownerships, beanFactory);
		}

	}

}
