package io.distsys.actuate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.distsys.actuate.ClusterDescriptor.EventsDescriptor;
import io.distsys.actuate.ClusterDescriptor.NodeDescriptor;
import io.distsys.actuate.ClusterDescriptor.ReportDescriptor;
import io.distsys.actuate.ClusterDescriptor.ScheduleDescriptor;
import io.distsys.actuate.ClusterDescriptor.ServicesDescriptor;
import io.distsys.actuate.ClusterDescriptor.SingletonDescriptor;
import io.distsys.actuate.ClusterDescriptor.SupervisionDescriptor;
import io.distsys.actuate.ClusterDescriptor.TopicsDescriptor;
import io.distsys.actuate.ClusterDescriptor.WorkersDescriptor;
import io.distsys.actuate.ClusterReports.Answers;
import io.distsys.actuate.NodeReport.Event;
import io.distsys.actuate.NodeReport.Section;
import io.distsys.actuate.NodeReport.Supervised;
import io.distsys.actuate.RebalanceDescriptor.PauseDescriptor;
import io.distsys.actuate.RebalanceDescriptor.PlanDescriptor;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownerships;
import io.distsys.pubsub.ReliableStatistics;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.quorum.Quorum;
import io.distsys.rpc.ServiceStatistics;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonStatus;
import io.distsys.spring.SingletonSchedules;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * The parts of what is told of the cluster: those that need what the other nodes say, and
 * with them those that this node {@linkplain KnownParts knows}.
 */
final class ClusterParts {

	/** The parts that there are. */
	static final List<String> NAMES = List.of("nodes", "quorum", "consensus", "sessions", "singletons", "slots",
			"workers", "rebalance", "topics", "services", "registry", "groups", "presence", "locks", "elections",
			"partitions", "events");

	/** What other nodes are asked for, by the part that needs it. */
	private static final Map<String, Set<Section>> ASKED_FOR = Map.of("nodes", Set.of(), "singletons",
			Set.of(Section.SINGLETONS), "workers", Set.of(Section.WORKERS), "rebalance", Set.of(Section.PLAN), "topics",
			Set.of(Section.TOPICS), "services", Set.of(Section.SERVICES), "events", Set.of(Section.EVENTS));

	private final Cluster cluster;

	private final Ownerships ownerships;

	private final ClusterReports reports;

	private final NodeNames names;

	private final BeanFactory concepts;

	private final KnownParts known;

	ClusterParts(Cluster cluster, Quorum quorum, ReplicatedLog log, Ownerships ownerships, ClusterReports reports,
			NodeNames names, BeanFactory concepts) {
		this.cluster = cluster;
		this.ownerships = ownerships;
		this.reports = reports;
		this.names = names;
		this.concepts = concepts;
		this.known = new KnownParts(cluster, quorum, log, ownerships, names, concepts);
	}

	ClusterDescriptor all() {
		Answers said = this.reports.ask(EnumSet.allOf(Section.class));
		return new ClusterDescriptor(name(this.cluster.self().id()), silent(said), nodes(said), this.known.quorum(),
				this.known.consensus(), this.known.sessions(), singletons(said), this.known.slots(), workers(said),
				rebalance(said), topics(said), services(said), this.known.registry(), this.known.groups(),
				this.known.presence(), this.known.locks(), this.known.elections(), this.known.partitions(),
				events(said));
	}

	/** One part; beside it who did not answer, if others were asked for it. */
	@Nullable Map<String, Object> part(String name) {
		Set<Section> asked = ASKED_FOR.get(name);
		if (asked == null) {
			Object known = this.known.part(name);
			return (known != null) ? Map.of(name, known) : null;
		}
		Answers said = this.reports.ask(asked);
		Map<String, Object> part = new LinkedHashMap<>();
		part.put(name, told(name, said));
		part.put("unanswered", silent(said));
		return part;
	}

	private Object told(String name, Answers said) {
		return switch (name) {
			case "nodes" -> nodes(said);
			case "singletons" -> singletons(said);
			case "workers" -> workers(said);
			case "rebalance" -> rebalance(said);
			case "topics" -> topics(said);
			case "services" -> services(said);
			case "events" -> events(said);
			default -> throw new IllegalArgumentException("Nobody is asked for the part '" + name + "'");
		};
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
			return new NodeDescriptor(node.id().toString(), name(node.id()), node.address(), node.state(),
					new TreeSet<>(node.roles()), node.region(), node.zone(), node.version(), node.startedAt(),
					node.id().equals(self), (report != null) ? ReportDescriptor.of(report) : null);
		}).toList();
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
				status.guarantee() == Guarantee.AVAILABLE || this.known.isConfirmed(),
				(token != null) ? token.value() : null,
				(ofOwner != null) ? ofOwner.singletons().get(status.name()) : null, status.state(),
				status.inStateFor().toMillis(), schedules(status.name()));
	}

	private List<ScheduleDescriptor> schedules(String singleton) {
		return concept(SingletonSchedules.class).flatMap((all) -> all.of(singleton).stream())
			.map(ScheduleDescriptor::of)
			.toList();
	}

	private WorkersDescriptor workers(Answers said) {
		Map<String, Map<String, Integer>> running = new TreeMap<>();
		Map<String, List<Supervised>> supervised = new TreeMap<>();
		said.reports().forEach((node, report) -> {
			running.put(name(node), new TreeMap<>(report.workers()));
			supervised.put(name(node), report.supervision());
		});
		return new WorkersDescriptor(new WorkerTypes(this.ownerships.view(), this.names).all(), running,
				SupervisionDescriptor.of(supervised), this.known.workerGroups(), silent(said));
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
	EventsDescriptor historyOf(String singleton) {
		EventsDescriptor all = events(this.reports.ask(Set.of(Section.EVENTS)));
		return new EventsDescriptor(all.events()
			.stream()
			.filter((event) -> event.about().equals(singleton) && event.type().startsWith("Singleton"))
			.toList(), all.unanswered());
	}

	private List<String> names(Collection<NodeId> nodes) {
		return nodes.stream().map(this::name).sorted().toList();
	}

	private String name(NodeId node) {
		return this.names.of(node);
	}

}
