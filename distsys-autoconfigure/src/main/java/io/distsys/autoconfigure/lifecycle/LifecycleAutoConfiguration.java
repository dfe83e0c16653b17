package io.distsys.autoconfigure.lifecycle;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.distsys.available.AvailableNode;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterGate;
import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.election.LeaderElections;
import io.distsys.lock.ClusterLocks;
import io.distsys.messaging.NodeStateAnnouncer;
import io.distsys.ownership.Allotment;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.Quorum;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.spring.ClusterEventPublisher;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.ClusterTrackers;
import io.distsys.spring.CoreLifecycle;
import io.distsys.spring.DrainingLifecycle;
import io.distsys.spring.HazelcastShutdown;
import io.distsys.spring.MinimumSizeRunner;
import io.distsys.spring.NodeNameWatch;
import io.distsys.spring.PartitionWatch;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.worker.WorkerNode;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of start, stop and application events.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.quorum.QuorumAutoConfiguration" })
@ConditionalOnBean(Ownerships.class)
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ ShutdownProperties.class, MinimumSizeProperties.class })
public final class LifecycleAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClusterGate clusterGate(Cluster cluster, MinimumSizeProperties properties) {
		return new ClusterGate(cluster, properties.minimumSize());
	}

	@Bean
	@ConditionalOnMissingBean
	MinimumSizeRunner clusterMinimumSizeRunner(ClusterGate gate, MinimumSizeProperties properties) {
		return new MinimumSizeRunner(gate, properties.minimumSizeTimeout());
	}

	@Bean
	@ConditionalOnMissingBean
	CoreLifecycle clusterCoreLifecycle(ReplicatedLog log, Ownerships ownerships, ClusterGate gate,
			ObjectProvider<AvailableNode> available, ObjectProvider<WorkerNode> workers,
			ObjectProvider<ClusterSingletons> singletons, ObjectProvider<ClusterTrackers> trackers,
			ObjectProvider<ClusterLocks> locks, ObjectProvider<LeaderElections> elections, Cluster cluster,
			ObjectProvider<HazelcastShutdown> hazelcast, ShutdownProperties properties, Environment environment) {
		Duration phase = DurationStyle.detectAndParse(
				environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", "30s"), ChronoUnit.MILLIS);
		Runnable concepts = () -> {
			workers.ifAvailable(WorkerNode::close);
			singletons.ifAvailable(ClusterSingletons::close);
			trackers.ifAvailable(ClusterTrackers::leave);
		};
		List<Allotment> allotments = Stream.concat(Stream.of(ownerships), available.stream()).toList();
		return new CoreLifecycle(log, allotments, gate.opened(), concepts,
				() -> hazelcast.ifAvailable(HazelcastShutdown::run),
				() -> held(cluster.self().id(), locks.stream(), elections.stream()), properties.within(phase));
	}

	private static List<String> held(NodeId self, Stream<ClusterLocks> locks, Stream<LeaderElections> elections) {
		Stream<String> held = locks.flatMap((all) -> all.list().stream())
			.filter((lock) -> lock.node().equals(self))
			.map((lock) -> "lock '" + lock.name() + "'");
		Stream<String> led = elections.flatMap((all) -> all.list().stream())
			.filter((election) -> election.leader().node().equals(self))
			.map((election) -> "leadership of '" + election.name() + "'");
		return Stream.concat(held, led).toList();
	}

	@Bean
	@ConditionalOnMissingBean
	DrainingLifecycle clusterDrainingLifecycle(NodeStateAnnouncer announcer,
			ObjectProvider<ClusterSingletons> singletons, ObjectProvider<WorkerNode> workers) {
		return new DrainingLifecycle(announcer::announce, () -> {
			singletons.ifAvailable(ClusterSingletons::takeNothingNew);
			workers.ifAvailable(WorkerNode::takeNothingNew);
		});
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean({ CrashEvidence.class, ClusterThreads.class })
	PartitionWatch clusterPartitionWatch(Cluster cluster, CrashEvidence evidence, ClusterThreads threads) {
		return new PartitionWatch(cluster, evidence, threads.events());
	}

	@Bean
	@ConditionalOnMissingBean
	NodeNameWatch clusterNodeNameWatch(Cluster cluster) {
		return new NodeNameWatch(cluster);
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterEventPublisher clusterEventPublisher(ApplicationEventPublisher publisher, Cluster cluster,
			ObjectProvider<PartitionWatch> partitions, ObjectProvider<Quorum> quorum,
			ObjectProvider<LeaderElections> elections, ObjectProvider<ClusterSingletons> singletons,
			MonotonicClock clock) {
		List<Function<Consumer<Object>, Subscription>> sources = new ArrayList<>();
		sources.add(cluster::subscribe);
		partitions.ifAvailable((source) -> sources.add(source::subscribe));
		quorum.ifAvailable((source) -> sources.add(source::subscribe));
		elections.ifAvailable((source) -> sources.add(source::subscribe));
		singletons.ifAvailable((source) -> sources.add(source::subscribe));
		return new ClusterEventPublisher(publisher, sources, clock);
	}

}
