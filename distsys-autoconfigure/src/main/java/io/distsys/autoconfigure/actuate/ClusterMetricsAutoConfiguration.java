package io.distsys.autoconfigure.actuate;

import java.util.HashMap;
import java.util.Map;

import io.distsys.actuate.ClusterMeters;
import io.distsys.actuate.CommandMeters;
import io.distsys.actuate.ConsensusMeters;
import io.distsys.actuate.DeliveryMeters;
import io.distsys.actuate.ElectionMeters;
import io.distsys.actuate.EventMeters;
import io.distsys.actuate.LockMeters;
import io.distsys.actuate.OwnershipMeters;
import io.distsys.actuate.PartitionMeters;
import io.distsys.actuate.PresenceMeters;
import io.distsys.actuate.RegistryMeters;
import io.distsys.actuate.ServiceMeters;
import io.distsys.actuate.SingletonMeters;
import io.distsys.actuate.ThreadMeters;
import io.distsys.actuate.TrackerMeters;
import io.distsys.available.AvailableNode;
import io.distsys.cluster.Cluster;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.election.LeaderElections;
import io.distsys.group.ClusterGroups;
import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.lock.ClusterLocks;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.ownership.LeaseSettings;
import io.distsys.ownership.Ownerships;
import io.distsys.presence.Presence;
import io.distsys.pubsub.ReliableTopics;
import io.distsys.pubsub.Topics;
import io.distsys.quorum.Quorum;
import io.distsys.registry.ClusterRegistries;
import io.distsys.rpc.RemoteServices;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.spring.ClusterEventPublisher;
import io.distsys.spring.ClusterSingletonPostProcessor;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.ClusterTrackers;
import io.distsys.spring.UserThreads;
import io.distsys.spring.WorkerExecutor;
import io.distsys.worker.WorkerNode;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of meters.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.quorum.QuorumAutoConfiguration",
		"io.distsys.autoconfigure.singleton.SingletonAutoConfiguration",
		"io.distsys.autoconfigure.lifecycle.LifecycleAutoConfiguration",
		"io.distsys.autoconfigure.lock.LockAutoConfiguration",
		"io.distsys.autoconfigure.pubsub.PubSubAutoConfiguration", "io.distsys.autoconfigure.rpc.RpcAutoConfiguration",
		"io.distsys.autoconfigure.group.GroupAutoConfiguration",
		"io.distsys.autoconfigure.tracker.TrackerAutoConfiguration",
		"io.distsys.autoconfigure.registry.RegistryAutoConfiguration",
		"io.distsys.autoconfigure.presence.PresenceAutoConfiguration",
		"io.distsys.autoconfigure.election.ElectionAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(Quorum.class)
public final class ClusterMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClusterMeters clusterMeters(Cluster cluster, Quorum quorum, Ownerships ownerships,
			ObjectProvider<EnvelopeMessenger> messenger, ObjectProvider<WorkerNode> workers) {
		return new ClusterMeters(cluster, quorum, ownerships, messenger.getIfAvailable(),
				() -> workers.stream().findFirst());
	}

	@Bean
	@ConditionalOnMissingBean
	ConsensusMeters consensusMeters(ReplicatedLog log) {
		return new ConsensusMeters(log);
	}

	@Bean
	@ConditionalOnMissingBean
	CommandMeters commandMeters() {
		return new CommandMeters();
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	OwnershipMeters ownershipMeters(Cluster cluster, Ownerships ownerships, ObjectProvider<AvailableNode> available,
			ClusterThreads threads, LeaseSettings settings) {
		AvailableNode node = available.getIfAvailable();
		return new OwnershipMeters(cluster.self().id(), ownerships, (node != null) ? node.view() : null, threads.core(),
				settings.renewalInterval());
	}

	@Bean
	@ConditionalOnMissingBean
	DeliveryMeters deliveryMeters(ObjectProvider<Topics> topics, ObjectProvider<ReliableTopics> reliable,
			ObjectProvider<ClusterGroups> groups) {
		return new DeliveryMeters(topics.getIfAvailable(), reliable.getIfAvailable(), groups.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(RemoteServices.class)
	ServiceMeters serviceMeters(RemoteServices services) {
		return new ServiceMeters(services);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ClusterTrackers.class)
	TrackerMeters trackerMeters(ClusterTrackers trackers) {
		return new TrackerMeters(trackers::statistics);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ClusterRegistries.class)
	RegistryMeters registryMeters(ClusterRegistries registries) {
		return new RegistryMeters(registries);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(Presence.class)
	PresenceMeters presenceMeters(Presence presence) {
		return new PresenceMeters(presence);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(PartitionMonitor.class)
	PartitionMeters partitionMeters(PartitionMonitor monitor) {
		return new PartitionMeters(monitor);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean({ ClusterSingletons.class, ClusterSingletonPostProcessor.class })
	SingletonMeters singletonMeters(ClusterSingletons singletons, ClusterSingletonPostProcessor beans) {
		return new SingletonMeters(beans::guarantees, (name) -> singletons.fenceOf(name).isPresent(),
				singletons::statesWaiting, singletons::statesLost);
	}

	@Bean
	@ConditionalOnMissingBean
	ThreadMeters threadMeters(ClusterThreads threads, ObjectProvider<WorkerExecutor> workers) {
		Map<String, UserThreads> pools = new HashMap<>(threads.pools());
		workers.ifAvailable((executor) -> {
			pools.put("workers", executor.threads());
			pools.put("slots", executor.activities());
			pools.put("stores", executor.storage());
		});
		return new ThreadMeters(pools);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ClusterEventPublisher.class)
	EventMeters eventMeters(ClusterEventPublisher events) {
		return new EventMeters(events);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ClusterLocks.class)
	LockMeters lockMeters(ClusterLocks locks) {
		return new LockMeters(locks);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(LeaderElections.class)
	ElectionMeters electionMeters(LeaderElections elections) {
		return new ElectionMeters(elections);
	}

}
