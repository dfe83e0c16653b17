package io.distsys.actuate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import io.distsys.actuate.ClusterDescriptor.ConsensusDescriptor;
import io.distsys.actuate.ClusterDescriptor.EventDescriptor;
import io.distsys.actuate.ClusterDescriptor.EventsDescriptor;
import io.distsys.actuate.ClusterDescriptor.GroupDescriptor;
import io.distsys.actuate.ClusterDescriptor.LockDescriptor;
import io.distsys.actuate.ClusterDescriptor.NameDescriptor;
import io.distsys.actuate.ClusterDescriptor.NodeDescriptor;
import io.distsys.actuate.ClusterDescriptor.PartitionsDescriptor;
import io.distsys.actuate.ClusterDescriptor.PresenceDescriptor;
import io.distsys.actuate.ClusterDescriptor.QuorumDescriptor;
import io.distsys.actuate.ClusterDescriptor.ReportDescriptor;
import io.distsys.actuate.ClusterDescriptor.ResetRecordDescriptor;
import io.distsys.actuate.ClusterDescriptor.ScheduleDescriptor;
import io.distsys.actuate.ClusterDescriptor.ServicesDescriptor;
import io.distsys.actuate.ClusterDescriptor.SessionDescriptor;
import io.distsys.actuate.ClusterDescriptor.SingletonDescriptor;
import io.distsys.actuate.ClusterDescriptor.SupervisionDescriptor;
import io.distsys.actuate.ClusterDescriptor.TopicsDescriptor;
import io.distsys.actuate.ClusterDescriptor.WorkersDescriptor;
import io.distsys.actuate.ClusterReports.Answers;
import io.distsys.actuate.NodeReport.Event;
import io.distsys.actuate.NodeReport.Section;
import io.distsys.actuate.RebalanceDescriptor.PauseDescriptor;
import io.distsys.actuate.RebalanceDescriptor.PlanDescriptor;
import io.distsys.available.AvailableNode;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.GroupRecovery;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.election.LeaderElections;
import io.distsys.group.ClusterGroups;
import io.distsys.group.GroupMember;
import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.hazelcast.PartitionReport;
import io.distsys.lock.ClusterLocks;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Session;
import io.distsys.presence.Presence;
import io.distsys.pubsub.ReliableStatistics;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumState;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistry;
import io.distsys.rpc.ServiceStatistics;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonStatus;
import io.distsys.spring.SingletonSchedules;
import io.distsys.worker.WorkerMember;
import io.distsys.worker.WorkerNode;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * The parts of what is told of the cluster. Those that take {@link Answers} need what the
 * other nodes say; the rest are memory reads.
 */
final class ClusterParts {

	/** The parts that there are. */
	static final List<String> NAMES = List.of("nodes", "quorum", "consensus", "sessions", "singletons", "slots",
			"workers", "rebalance", "topics", "services", "registry", "groups", "presence", "locks", "elections",
			"partitions", "events");

	private static final int MOST_NAMES = 100;

	private final Cluster cluster;

	private final Quorum quorum;

	private final ReplicatedLog log;

	private final Ownerships ownerships;

	private final ClusterReports reports;

	private final NodeNames names;

	private final BeanFactory concepts;

	ClusterParts(Cluster cluster, Quorum quorum, ReplicatedLog log, Ownerships ownerships, ClusterReports reports,
			NodeNames names, BeanFactory concepts) {
		this.cluster = cluster;
		this.quorum = quorum;
		this.log = log;
		this.ownerships = ownerships;
		this.reports = reports;
		this.names = names;
		this.concepts = concepts;
	}

	ClusterDescriptor all() {
		Answers said = this.reports.ask(EnumSet.allOf(Section.class));
		return new ClusterDescriptor(this.cluster.self().name(), silent(said), nodes(said), quorum(), consensus(),
				sessions(), singletons(said), slots(), workers(said), rebalance(said), topics(said), services(said),
				registry(), groups(), presence(), locks(), elections(), partitions(), events(said));
	}

	@Nullable Object part(String name) {
		return switch (name) {
			case "nodes" -> nodes(this.reports.ask(Set.of()));
			case "quorum" -> quorum();
			case "consensus" -> consensus();
			case "sessions" -> sessions();
			case "singletons" -> singletons(this.reports.ask(Set.of(Section.SINGLETONS)));
			case "slots" -> slots();
			case "workers" -> workers(this.reports.ask(Set.of(Section.WORKERS)));
			case "rebalance" -> rebalance(this.reports.ask(Set.of(Section.PLAN)));
			case "topics" -> topics(this.reports.ask(Set.of(Section.TOPICS)));
			case "services" -> services(this.reports.ask(Set.of(Section.SERVICES)));
			case "registry" -> registry();
			case "groups" -> groups();
			case "presence" -> presence();
			case "locks" -> locks();
			case "elections" -> elections();
			case "partitions" -> partitions();
			case "events" -> events(this.reports.ask(Set.of(Section.EVENTS)));
			default -> null;
		};
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

	private Set<String> silent(Answers said) {
		return new TreeSet<>(names(said.silent()));
	}

	private List<NodeDescriptor> nodes(Answers said) {
		NodeId self = this.cluster.self().id();
		return this.cluster.view().nodes().stream().map((node) -> {
			NodeReport report = said.reports().get(node.id());
			return new NodeDescriptor(node.id().toString(), node.name(), node.address(), node.state(),
					new TreeSet<>(node.roles()), node.region(), node.zone(), node.version(), node.startedAt(),
					node.id().equals(self), (report != null) ? ReportDescriptor.of(report) : null);
		}).toList();
	}

	private QuorumDescriptor quorum() {
		QuorumState state = this.quorum.state();
		return new QuorumDescriptor(state.present(), state.since().toMillis(), state.leaseRemaining().toMillis(),
				state.visibleVoters().size(), state.voters().size(), state.reason(),
				PauseDescriptor.of(this.ownerships));
	}

	private ConsensusDescriptor consensus() {
		GroupStatus status = this.log.status();
		GroupId group = status.group();
		NodeId leader = status.leader();
		return new ConsensusDescriptor((group != null) ? group.toString() : null, status.role(),
				(leader != null) ? name(leader) : null, status.term(), names(status.voters()), names(status.learners()),
				status.appliedIndex(), waitingFor(status), lastReset());
	}

	/** What a node waits for that has a group and no leader: the log has only a group. */
	private String waitingFor(GroupStatus status) {
		if (status.group() == null || status.leader() != null) {
			return status.waitingFor();
		}
		long there = status.voters().stream().filter(this.cluster.view()::contains).count();
		return "A leader of this group: " + there + " of its " + status.voters().size()
				+ " voters are in view. What else ends it stands in docs/majority-loss.md";
	}

	/**
	 * Whether this node knows who owns what is strong: otherwise others may have ended,
	 * or been given, what its table shows, and it would not hear of it.
	 */
	private boolean isConfirmed() {
		return this.ownerships.lease().isHeld();
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

	private List<SingletonDescriptor> singletons(Answers said) {
		return concept(ClusterSingletons.class).flatMap((all) -> all.status().stream())
			.map((status) -> describe(status, said))
			.toList();
	}

	private SingletonDescriptor describe(SingletonStatus status, Answers said) {
		NodeId owner = status.owner();
		FencingToken token = status.token();
		NodeReport ofOwner = (owner != null) ? said.reports().get(owner) : null;
		return new SingletonDescriptor(status.name(), status.guarantee(), (owner != null) ? name(owner) : null,
				(owner != null) ? owner.toString() : null, status.tableState(),
				status.guarantee() == Guarantee.AVAILABLE || isConfirmed(), (token != null) ? token.value() : null,
				(ofOwner != null) ? ofOwner.singletons().get(status.name()) : null, status.state(),
				status.inStateFor().toMillis(), schedules(status.name()));
	}

	private List<ScheduleDescriptor> schedules(String singleton) {
		return concept(SingletonSchedules.class).flatMap((all) -> all.of(singleton).stream())
			.map(ScheduleDescriptor::of)
			.toList();
	}

	private Map<String, Map<String, Map<Ownership.State, Integer>>> slots() {
		Map<String, Map<String, Map<Ownership.State, Integer>>> slots = new TreeMap<>();
		Stream.concat(Stream.of(this.ownerships.view()), concept(AvailableNode.class).map(AvailableNode::view))
			.flatMap((owners) -> owners.ofKind(WorkerNode.KIND))
			.forEach((owned) -> slots.computeIfAbsent(owned.key().name(), (type) -> new TreeMap<>())
				.computeIfAbsent(name(owned.node()), (node) -> new TreeMap<>())
				.merge(owned.state(), 1, Integer::sum));
		return slots;
	}

	private WorkersDescriptor workers(Answers said) {
		Map<String, Map<String, Integer>> running = new TreeMap<>();
		said.reports().forEach((node, report) -> running.put(name(node), new TreeMap<>(report.workers())));
		return new WorkersDescriptor(new WorkerTypes(this.ownerships.view(), this.names).all(), running, supervision(),
				workerGroups(), silent(said));
	}

	private List<SupervisionDescriptor> supervision() {
		return concept(WorkerNode.class).flatMap((all) -> all.supervisionGroups().stream())
			.map(SupervisionDescriptor::of)
			.toList();
	}

	private List<GroupDescriptor> workerGroups() {
		return concept(WorkerNode.class)
			.flatMap((all) -> all.groups()
				.stream()
				.sorted()
				.limit(MOST_NAMES)
				.map((group) -> new GroupDescriptor(group, countByNode(all.membersOf(group), WorkerMember::node))))
			.toList();
	}

	/** The leader's plan; if it does not answer, what this node makes of its table. */
	private RebalanceDescriptor rebalance(Answers said) {
		PlanDescriptor plan = said.reports()
			.values()
			.stream()
			.map(NodeReport::plan)
			.filter((told) -> told != null && told.leading())
			.findFirst()
			.orElseGet(this.reports::ownPlan);
		return new RebalanceDescriptor(PauseDescriptor.of(this.ownerships), plan, silent(said));
	}

	private TopicsDescriptor topics(Answers said) {
		Map<String, List<TopicStatistics>> counted = new TreeMap<>();
		Map<String, List<ReliableStatistics>> reliable = new TreeMap<>();
		said.reports().forEach((node, report) -> {
			counted.put(name(node), report.topics());
			reliable.put(name(node), report.reliable());
		});
		return new TopicsDescriptor(counted, reliable, silent(said));
	}

	private ServicesDescriptor services(Answers said) {
		Map<String, List<ServiceStatistics>> counted = new TreeMap<>();
		said.reports().forEach((node, report) -> counted.put(name(node), report.services()));
		return new ServicesDescriptor(counted, silent(said));
	}

	private EventsDescriptor events(Answers said) {
		Map<String, List<Event>> seen = new TreeMap<>();
		said.reports()
			.forEach((node, report) -> seen.computeIfAbsent(name(node), (name) -> new ArrayList<>())
				.addAll(report.events()));
		return new EventsDescriptor(MergedEvents.of(seen, ClusterEventLog.BOUND), silent(said));
	}

	/** What is remembered of a singleton, the oldest first. */
	List<EventDescriptor> historyOf(String singleton) {
		return events(this.reports.ask(Set.of(Section.EVENTS))).events()
			.stream()
			.filter((event) -> event.about().equals(singleton) && event.type().startsWith("Singleton"))
			.toList();
	}

	private List<NameDescriptor> registry() {
		return concept(ClusterRegistries.class).flatMap((registries) -> registries.all().entrySet().stream())
			.flatMap((registry) -> names(registry.getKey(), registry.getValue()))
			.toList();
	}

	private Stream<NameDescriptor> names(ClusterRegistries.Scope scope, ClusterRegistry registry) {
		boolean confirmed = scope.guarantee() == Guarantee.AVAILABLE || isConfirmed();
		return registry.list("")
			.stream()
			.limit(MOST_NAMES)
			.map((held) -> new NameDescriptor(held.name(), scope.guarantee(),
					scope.role().isEmpty() ? null : scope.role(), name(held.node()), confirmed, held.token().value()));
	}

	private List<GroupDescriptor> groups() {
		return concept(ClusterGroups.class).flatMap((all) -> Stream.concat(groups(all, ""),
				all.ofRoles()
					.all()
					.entrySet()
					.stream()
					.flatMap((role) -> groups(role.getValue(), "@" + role.getKey()))))
			.toList();
	}

	private Stream<GroupDescriptor> groups(ClusterGroups some, String scope) {
		return some.groups()
			.stream()
			.sorted()
			.limit(MOST_NAMES)
			.map((group) -> new GroupDescriptor(group + scope, countByNode(some.members(group), GroupMember::node)));
	}

	private List<PresenceDescriptor> presence() {
		return concept(Presence.class).flatMap((all) -> Stream.concat(presence(all, ""),
				all.ofRoles()
					.all()
					.entrySet()
					.stream()
					.flatMap((role) -> presence(role.getValue(), "@" + role.getKey()))))
			.toList();
	}

	private Stream<PresenceDescriptor> presence(Presence some, String scope) {
		return some.topics().stream().sorted().limit(MOST_NAMES).map((topic) -> {
			Map<String, List<Presence.Meta>> metas = some.metas(topic);
			return new PresenceDescriptor(topic + scope, metas.size(),
					countByNode(metas.values().stream().flatMap(List::stream).toList(), Presence.Meta::node));
		});
	}

	private <T> Map<String, Integer> countByNode(List<T> all, Function<T, NodeId> node) {
		Map<String, Integer> counts = new TreeMap<>();
		all.forEach((one) -> counts.merge(name(node.apply(one)), 1, Integer::sum));
		return counts;
	}

	private List<LockDescriptor> locks() {
		return concept(ClusterLocks.class).flatMap((all) -> all.list().stream())
			.limit(MOST_NAMES)
			.map((lock) -> new LockDescriptor(lock.name(), name(lock.node()), isConfirmed(), lock.token().value(),
					names(lock.waiting())))
			.toList();
	}

	private List<LockDescriptor> elections() {
		return concept(LeaderElections.class).flatMap((all) -> all.list().stream())
			.limit(MOST_NAMES)
			.map((election) -> new LockDescriptor(election.name(), name(election.leader().node()), isConfirmed(),
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

	private List<String> names(Collection<NodeId> nodes) {
		return nodes.stream().map(this::name).sorted().toList();
	}

	private String name(NodeId node) {
		return this.names.of(node);
	}

}
