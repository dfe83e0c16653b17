package io.distsys.actuate;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.distsys.actuate.ClusterDescriptor.ConsensusDescriptor;
import io.distsys.actuate.ClusterDescriptor.LockDescriptor;
import io.distsys.actuate.ClusterDescriptor.NameDescriptor;
import io.distsys.actuate.ClusterDescriptor.NodeDescriptor;
import io.distsys.actuate.ClusterDescriptor.PartitionsDescriptor;
import io.distsys.actuate.ClusterDescriptor.QuorumDescriptor;
import io.distsys.actuate.ClusterDescriptor.ResetDescriptor;
import io.distsys.actuate.ClusterDescriptor.ResetRecordDescriptor;
import io.distsys.actuate.ClusterDescriptor.ScheduleDescriptor;
import io.distsys.actuate.ClusterDescriptor.SessionDescriptor;
import io.distsys.actuate.ClusterDescriptor.SingletonDescriptor;
import io.distsys.actuate.ClusterDescriptor.WorkersDescriptor;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.GroupRecovery;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.election.LeaderElections;
import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.hazelcast.PartitionReport;
import io.distsys.lock.ClusterLocks;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Session;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.pubsub.Topics;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumState;
import io.distsys.registry.ClusterRegistry;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonStatus;
import io.distsys.spring.SingletonSchedules;
import io.distsys.worker.WorkerNode;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The cluster as this node sees it. All parts are memory reads but the numbers of workers
 * on other nodes, which are asked for with a timeout of one second.
 * <p>
 * Writing resets the consensus group. That needs
 * {@code management.endpoint.cluster.access=unrestricted}, and is not shown otherwise.
 *
 * @since 0.1
 */
@Endpoint(id = "cluster", defaultAccess = Access.READ_ONLY)
public final class ClusterEndpoint {

	private static final int MOST_NAMES = 100;

	private static final Duration RESET_TIMEOUT = Duration.ofSeconds(20);

	private final Cluster cluster;

	private final Quorum quorum;

	private final ReplicatedLog log;

	private final Ownerships ownerships;

	private final BeanFactory concepts;

	/**
	 * Create it.
	 * @param cluster the nodes
	 * @param quorum whether this node may act
	 * @param log the consensus group
	 * @param ownerships who owns what
	 * @param concepts has the other concepts, unless they are disabled
	 */
	public ClusterEndpoint(Cluster cluster, Quorum quorum, ReplicatedLog log, Ownerships ownerships,
			BeanFactory concepts) {
		this.cluster = cluster;
		this.quorum = quorum;
		this.log = log;
		this.ownerships = ownerships;
		this.concepts = concepts;
	}

	/**
	 * Everything.
	 * @return the cluster
	 */
	@ReadOperation
	public ClusterDescriptor cluster() {
		return new ClusterDescriptor(nodes(), quorum(), consensus(), sessions(), singletons(), workers(), topics(),
				registry(), locks(), elections(), partitions());
	}

	/**
	 * One part.
	 * @param part name of the part
	 * @return the part, or {@literal null} if there is none of that name
	 */
	@ReadOperation
	public @Nullable Object part(@Selector String part) {
		return switch (part) {
			case "nodes" -> nodes();
			case "quorum" -> quorum();
			case "consensus" -> consensus();
			case "sessions" -> sessions();
			case "singletons" -> singletons();
			case "workers" -> workers();
			case "topics" -> topics();
			case "registry" -> registry();
			case "locks" -> locks();
			case "elections" -> elections();
			case "partitions" -> partitions();
			default -> null;
		};
	}

	/**
	 * Reset the consensus group after a majority of it was lost for good; blocks up to
	 * twenty seconds. {@code docs/majority-loss.md} says when.
	 * @param part must be {@code consensus}
	 * @param by who asks, for the record
	 * @param why for the record
	 * @return what was done, or why it was not
	 */
	@WriteOperation
	public ResetDescriptor reset(@Selector String part, String by, String why) {
		if (!part.equals("consensus")) {
			throw new InvalidEndpointRequestException("Only 'consensus' can be written to, not '" + part + "'",
					"Only 'consensus' can be written to");
		}
		if (by.isBlank() || why.isBlank()) {
			throw new InvalidEndpointRequestException("'by' and 'why' must not be blank", "They are for the record");
		}
		return concept(GroupRecovery.class).findFirst()
			.map((recovery) -> reset(recovery, by, why))
			.orElseGet(() -> ResetDescriptor.refused("NOT_SUPPORTED", "This replicated log cannot be reset"));
	}

	private static ResetDescriptor reset(GroupRecovery recovery, String by, String why) {
		try {
			return ResetDescriptor.of(recovery.reset(by, why, RESET_TIMEOUT)
				.toCompletableFuture()
				.get(2 * RESET_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
		}
		catch (ExecutionException | TimeoutException ex) {
			return ResetDescriptor.unknown(String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return ResetDescriptor.unknown("Interrupted while waiting");
		}
	}

	private @Nullable ResetRecordDescriptor lastReset() {
		return concept(GroupRecovery.class).flatMap((recovery) -> recovery.lastReset().stream())
			.findFirst()
			.map((record) -> new ResetRecordDescriptor(record.abandoned().toString(), record.by(), record.why(),
					record.at()))
			.orElse(null);
	}

	private <T> Stream<T> concept(Class<T> type) {
		return this.concepts.getBeanProvider(type).stream();
	}

	private List<NodeDescriptor> nodes() {
		NodeId self = this.cluster.self().id();
		return this.cluster.view()
			.nodes()
			.stream()
			.map((node) -> new NodeDescriptor(node.id().toString(), node.name(), node.address(), node.state(),
					new TreeSet<>(node.roles()), node.region(), node.zone(), node.version(), node.startedAt(),
					node.id().equals(self)))
			.toList();
	}

	private QuorumDescriptor quorum() {
		QuorumState state = this.quorum.state();
		return new QuorumDescriptor(state.present(), state.since().toMillis(), state.leaseRemaining().toMillis(),
				state.visibleVoters().size(), state.voters().size(), state.reason());
	}

	private ConsensusDescriptor consensus() {
		GroupStatus status = this.log.status();
		GroupId group = status.group();
		NodeId leader = status.leader();
		return new ConsensusDescriptor((group != null) ? group.toString() : null, status.role(),
				(leader != null) ? name(leader) : null, status.term(), names(status.voters()), names(status.learners()),
				status.appliedIndex(), status.waitingFor(), lastReset());
	}

	private List<SessionDescriptor> sessions() {
		return this.ownerships.view()
			.sessions()
			.stream()
			.sorted(Comparator.comparing(Session::id))
			.map((session) -> new SessionDescriptor(session.id().toString(), name(session.id().node()),
					session.draining(), session.ttl().toMillis()))
			.toList();
	}

	private List<SingletonDescriptor> singletons() {
		return concept(ClusterSingletons.class).flatMap((all) -> all.status().stream()).map(this::describe).toList();
	}

	private SingletonDescriptor describe(SingletonStatus status) {
		NodeId owner = status.owner();
		FencingToken token = status.token();
		return new SingletonDescriptor(status.name(), status.guarantee(), (owner != null) ? name(owner) : null,
				(owner != null) ? owner.toString() : null, status.tableState(), (token != null) ? token.value() : null,
				status.state(), status.inStateFor().toMillis(), schedules(status.name()));
	}

	private List<ScheduleDescriptor> schedules(String singleton) {
		return concept(SingletonSchedules.class).flatMap((all) -> all.of(singleton).stream())
			.map(ScheduleDescriptor::of)
			.toList();
	}

	private WorkersDescriptor workers() {
		Map<String, Map<String, Map<Ownership.State, Integer>>> slots = new TreeMap<>();
		this.ownerships.view()
			.ofKind(WorkerNode.KIND)
			.forEach((owned) -> slots.computeIfAbsent(owned.key().name(), (type) -> new TreeMap<>())
				.computeIfAbsent(name(owned.node()), (node) -> new TreeMap<>())
				.merge(owned.state(), 1, Integer::sum));
		Map<String, Map<String, Integer>> running = new TreeMap<>();
		Set<String> silent = new TreeSet<>();
		concept(WorkerCounts.class).map(WorkerCounts::ask).forEach((answers) -> {
			answers.counts().forEach((node, byType) -> running.put(name(node), byType));
			answers.silent().forEach((node) -> silent.add(name(node)));
		});
		return new WorkersDescriptor(slots, running, silent);
	}

	private List<TopicStatistics> topics() {
		return concept(Topics.class).flatMap((all) -> all.statistics().stream()).toList();
	}

	private List<NameDescriptor> registry() {
		return concept(ClusterRegistry.class).flatMap((all) -> all.list("").stream())
			.limit(MOST_NAMES)
			.map((held) -> new NameDescriptor(held.name(), name(held.node()), held.token().value()))
			.toList();
	}

	private List<LockDescriptor> locks() {
		return concept(ClusterLocks.class).flatMap((all) -> all.list().stream())
			.limit(MOST_NAMES)
			.map((lock) -> new LockDescriptor(lock.name(), name(lock.node()), lock.token().value(),
					names(lock.waiting())))
			.toList();
	}

	private List<LockDescriptor> elections() {
		return concept(LeaderElections.class).flatMap((all) -> all.list().stream())
			.limit(MOST_NAMES)
			.map((election) -> new LockDescriptor(election.name(), name(election.leader().node()),
					election.leader().token().value(), names(election.waiting())))
			.toList();
	}

	private @Nullable PartitionsDescriptor partitions() {
		for (PartitionReport report : concept(PartitionMonitor.class).map(PartitionMonitor::report).toList()) {
			Map<String, Integer> owned = new TreeMap<>();
			report.ownedByNode().forEach((node, count) -> owned.merge(name(node), count, Integer::sum));
			return PartitionsDescriptor.of(report, owned);
		}
		return null;
	}

	private List<String> names(List<NodeId> nodes) {
		return nodes.stream().map(this::name).sorted().toList();
	}

	private String name(NodeId node) {
		return this.cluster.view().find(node).map(Node::name).orElseGet(node::abbreviated);
	}

}
