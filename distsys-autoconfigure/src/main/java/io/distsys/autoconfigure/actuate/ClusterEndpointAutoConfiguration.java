package io.distsys.autoconfigure.actuate;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.distsys.actuate.ClusterEndpoint;
import io.distsys.actuate.ClusterEndpointWebExtension;
import io.distsys.actuate.ClusterEventLog;
import io.distsys.actuate.ClusterReports;
import io.distsys.actuate.KnownFields;
import io.distsys.actuate.NodeOperations;
import io.distsys.actuate.NodeReporter;
import io.distsys.available.AvailableNode;
import io.distsys.cluster.Cluster;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.election.LeaderElections;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.Quorum;
import io.distsys.registry.ClusterRegistries;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.PartitionWatch;
import io.distsys.time.Subscription;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the endpoint {@code cluster}, and of what a node answers when
 * that of another asks it.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.quorum.QuorumAutoConfiguration" })
@ConditionalOnBean({ Quorum.class, Messenger.class, Codec.class })
public final class ClusterEndpointAutoConfiguration {

	// Also without an endpoint on this node: others ask it.
	@Bean
	@ConditionalOnMissingBean
	ClusterEventLog clusterEventLog(Cluster cluster, ObjectProvider<PartitionWatch> partitions, Quorum quorum,
			ObjectProvider<LeaderElections> elections, ObjectProvider<ClusterSingletons> singletons,
			ObjectProvider<ClusterRegistries> registries) {
		List<Function<Consumer<Object>, Subscription>> sources = new ArrayList<>();
		sources.add(cluster::subscribe);
		sources.add(quorum::subscribe);
		partitions.ifAvailable((source) -> sources.add(source::subscribe));
		elections.ifAvailable((source) -> sources.add(source::subscribe));
		singletons.ifAvailable((source) -> sources.add(source::subscribe));
		registries.ifAvailable((source) -> sources.add(source::onLost));
		return new ClusterEventLog(cluster.self().name(), InstantSource.system(), sources);
	}

	@Bean
	@ConditionalOnMissingBean
	NodeReporter clusterNodeReporter(Cluster cluster, Quorum quorum, ReplicatedLog log, BeanFactory beanFactory) {
		return new NodeReporter(cluster, quorum, log, beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterReports clusterReports(Cluster cluster, Messenger messenger, Codec codec, NodeReporter reporter) {
		return new ClusterReports(cluster, messenger, codec, reporter);
	}

	@Bean
	@ConditionalOnMissingBean
	NodeOperations clusterNodeOperations(Cluster cluster, Messenger messenger, Ownerships ownerships,
			ObjectProvider<AvailableNode> available, ClusterThreads threads) {
		return new NodeOperations(cluster, messenger, ownerships,
				(back) -> available.ifAvailable((node) -> node.standBack(back)), threads.core());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = ClusterEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ClusterEndpoint clusterEndpoint(Cluster cluster, Quorum quorum, ReplicatedLog log, Ownerships ownerships,
				ClusterReports reports, ApplicationContext context) {
			return new ClusterEndpoint(cluster, quorum, log, ownerships, reports, context);
		}

		@Bean
		@ConditionalOnMissingBean
		KnownFields clusterEndpointKnownFields() {
			return new KnownFields();
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBean(ClusterEndpoint.class)
		@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
		ClusterEndpointWebExtension clusterEndpointWebExtension(ClusterEndpoint endpoint) {
			return new ClusterEndpointWebExtension(endpoint);
		}

	}

}
