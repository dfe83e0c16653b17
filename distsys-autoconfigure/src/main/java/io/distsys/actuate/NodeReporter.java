package io.distsys.actuate;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.actuate.NodeReport.ConsensusHere;
import io.distsys.actuate.NodeReport.Event;
import io.distsys.actuate.NodeReport.QuorumHere;
import io.distsys.actuate.NodeReport.Section;
import io.distsys.actuate.NodeReport.Supervised;
import io.distsys.actuate.RebalanceDescriptor.PlanDescriptor;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.ownership.Ownerships;
import io.distsys.pubsub.ReliableStatistics;
import io.distsys.pubsub.ReliableTopics;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.pubsub.Topics;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumState;
import io.distsys.rpc.RemoteServices;
import io.distsys.rpc.ServiceStatistics;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonState;
import io.distsys.singleton.SingletonStatus;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerStatistics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;

/**
 * Says what is to be said of this node. Memory reads only, but for the plan.
 *
 * @since 0.1
 */
public final class NodeReporter {

	private static final Logger logger = LoggerFactory.getLogger(NodeReporter.class);

	private static final Duration PLAN_TIMEOUT = Duration.ofMillis(250);

	private static final int MOST_NAMES = 100;

	private final Cluster cluster;

	private final Quorum quorum;

	private final ReplicatedLog log;

	private final BeanFactory concepts;

	private final NodeNames names;

	/**
	 * Create it.
	 * @param cluster the nodes
	 * @param quorum whether this node may act
	 * @param log the consensus group
	 * @param concepts has the other concepts, unless they are disabled
	 */
	public NodeReporter(Cluster cluster, Quorum quorum, ReplicatedLog log, BeanFactory concepts) {
		this.cluster = cluster;
		this.quorum = quorum;
		this.log = log;
		this.concepts = concepts;
		this.names = new NodeNames(cluster);
	}

	NodeReport report(Set<Section> sections) {
		List<String> sees = this.cluster.view().nodes().stream().map(Node::id).map(this.names::of).sorted().toList();
		return new NodeReport(sees, quorum(), consensus(), partitionsAreSafe(), isDrained(),
				sections.contains(Section.SINGLETONS) ? singletons() : Map.of(),
				sections.contains(Section.WORKERS) ? workers() : Map.of(),
				sections.contains(Section.TOPICS) ? topics() : List.of(),
				sections.contains(Section.EVENTS) ? events() : List.of(),
				sections.contains(Section.TOPICS) ? reliable() : List.of(),
				sections.contains(Section.SERVICES) ? services() : List.of(),
				(sections.contains(Section.PLAN) && this.log.status().role() == GroupStatus.Role.LEADER) ? plan()
						: null,
				sections.contains(Section.WORKERS) ? supervision() : List.of());
	}

	private QuorumHere quorum() {
		QuorumState state = this.quorum.state();
		return new QuorumHere(state.present(), state.leaseRemaining().toMillis(), state.reason());
	}

	private ConsensusHere consensus() {
		GroupStatus status = this.log.status();
		GroupId group = status.group();
		NodeId leader = status.leader();
		String leaderName = (leader != null) ? this.names.of(leader) : null;
		return new ConsensusHere((group != null) ? group.toString() : null, status.role().name(), leaderName,
				status.term(), status.appliedIndex());
	}

	private boolean partitionsAreSafe() {
		return concept(PartitionMonitor.class).allMatch((monitor) -> monitor.report().safe());
	}

	private boolean isDrained() {
		return concept(NodeOperations.class).anyMatch(NodeOperations::isDrained);
	}

	private Map<String, Long> singletons() {
		return concept(ClusterSingletons.class).flatMap((all) -> all.status().stream())
			.filter((status) -> status.state() == SingletonState.ACTIVE)
			.collect(Collectors.toMap(SingletonStatus::name, (status) -> status.inStateFor().toMillis()));
	}

	private Map<String, Integer> workers() {
		return concept(WorkerNode.class).flatMap((all) -> all.statistics().stream())
			.collect(Collectors.toMap(WorkerStatistics::type, WorkerStatistics::workers, Integer::sum, TreeMap::new));
	}

	private List<Supervised> supervision() {
		return concept(WorkerNode.class).flatMap((all) -> all.supervisionGroups().stream())
			.map(Supervised::of)
			.toList();
	}

	private List<TopicStatistics> topics() {
		return concept(Topics.class).flatMap((all) -> all.statistics().stream()).toList();
	}

	private List<ReliableStatistics> reliable() {
		return concept(ReliableTopics.class).flatMap((all) -> all.statistics().stream())
			.sorted(Comparator.comparing(ReliableStatistics::topic).thenComparing(ReliableStatistics::id))
			.limit(MOST_NAMES)
			.toList();
	}

	private List<ServiceStatistics> services() {
		return concept(RemoteServices.class).flatMap((all) -> all.statistics().stream()).limit(MOST_NAMES).toList();
	}

	private List<Event> events() {
		return concept(ClusterEventLog.class).map(ClusterEventLog::last).flatMap(List::stream).toList();
	}

	/** Waits for it for a moment. */
	@Nullable PlanDescriptor plan() {
		return concept(Ownerships.class).findFirst()
			.map((ownerships) -> ownerships.rebalancing()
				.plan()
				.thenApply((plan) -> PlanDescriptor.of(this.names.of(this.cluster.self().id()), plan, this.names::of))
				.toCompletableFuture()
				.completeOnTimeout(null, PLAN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
				.exceptionally((failure) -> {
					logger.warn("What would move cannot be told", failure);
					return null;
				})
				.join())
			.orElse(null);
	}

	private <T> Stream<T> concept(Class<T> type) {
		return this.concepts.getBeanProvider(type).stream();
	}

}
