package io.distsys.actuate;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import io.distsys.actuate.ClusterDescriptor.ConsensusDescriptor;
import io.distsys.actuate.ClusterDescriptor.GroupDescriptor;
import io.distsys.actuate.ClusterDescriptor.LockDescriptor;
import io.distsys.actuate.ClusterDescriptor.NameDescriptor;
import io.distsys.actuate.ClusterDescriptor.PartitionsDescriptor;
import io.distsys.actuate.ClusterDescriptor.PresenceDescriptor;
import io.distsys.actuate.ClusterDescriptor.QuorumDescriptor;
import io.distsys.actuate.ClusterDescriptor.ResetRecordDescriptor;
import io.distsys.actuate.ClusterDescriptor.SessionDescriptor;
import io.distsys.actuate.RebalanceDescriptor.PauseDescriptor;
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
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Session;
import io.distsys.presence.Presence;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumState;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistry;
import io.distsys.worker.WorkerMember;
import io.distsys.worker.WorkerNode;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/** The parts that a node tells of the cluster from its own memory. */
final class KnownParts {

	private static final int MOST_NAMES = 100;

	private final Cluster cluster;

	private final Quorum quorum;

	private final ReplicatedLog log;

	private final Ownerships ownerships;

	private final NodeNames names;

	private final BeanFactory concepts;

	KnownParts(Cluster cluster, Quorum quorum, ReplicatedLog log, Ownerships ownerships, NodeNames names,
			BeanFactory concepts) {
		this.cluster = cluster;
		this.quorum = quorum;
		this.log = log;
		this.ownerships = ownerships;
		this.names = names;
		this.concepts = concepts;
	}

	@Nullable Object part(String name) {
		return switch (name) {
			case "quorum" -> quorum();
			case "consensus" -> consensus();
			case "sessions" -> sessions();
			case "slots" -> slots();
			case "registry" -> registry();
			case "groups" -> groups();
			case "presence" -> presence();
			case "locks" -> locks();
			case "elections" -> elections();
			case "partitions" -> partitions();
			default -> null;
		};
	}

	Map<String, Map<String, Map<Ownership.State, Integer>>> slots() {
		Map<String, Map<String, Map<Ownership.State, Integer>>> slots = new TreeMap<>();
		Stream.concat(Stream.of(this.ownerships.view()), concept(AvailableNode.class).map(AvailableNode::view))
			.flatMap((owners) -> owners.ofKind(WorkerNode.KIND))
			.forEach((owned) -> slots.computeIfAbsent(owned.key().name(), (type) -> new TreeMap<>())
				.computeIfAbsent(name(owned.node()), (node) -> new TreeMap<>())
				.merge(owned.state(), 1, Integer::sum));
		return slots;
	}

	List<GroupDescriptor> workerGroups() {
		return concept(WorkerNode.class)
			.flatMap((all) -> all.groups()
				.stream()
				.sorted()
				.limit(MOST_NAMES)
				.map((group) -> new GroupDescriptor(group, countByNode(all.membersOf(group), WorkerMember::node))))
			.toList();
	}

	QuorumDescriptor quorum() {
		QuorumState state = this.quorum.state();
		return new QuorumDescriptor(state.present(), state.since().toMillis(), state.leaseRemaining().toMillis(),
				state.visibleVoters().size(), state.voters().size(), state.reason(),
				PauseDescriptor.of(this.ownerships));
	}

	ConsensusDescriptor consensus() {
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
	boolean isConfirmed() {
		return this.ownerships.lease().isHeld();
	}

	List<SessionDescriptor> sessions() {
		return this.ownerships.view()
			.sessions()
			.stream()
			.sorted(Comparator.comparing(Session::id))
			.map((session) -> new SessionDescriptor(session.id().toString(), name(session.id().node()),
					session.draining(), session.ttl().toMillis()))
			.toList();
	}

	private @Nullable ResetRecordDescriptor lastReset() {
		return concept(GroupRecovery.class).flatMap((recovery) -> recovery.lastReset().stream())
			.findFirst()
			.map((record) -> new ResetRecordDescriptor(record.abandoned().toString(), record.by(), record.why(),
					record.at()))
			.orElse(null);
	}

	List<NameDescriptor> registry() {
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

	List<GroupDescriptor> groups() {
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

	List<PresenceDescriptor> presence() {
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

	List<LockDescriptor> locks() {
		return concept(ClusterLocks.class).flatMap((all) -> all.list().stream())
			.limit(MOST_NAMES)
			.map((lock) -> new LockDescriptor(lock.name(), name(lock.node()), isConfirmed(), lock.token().value(),
					names(lock.waiting())))
			.toList();
	}

	List<LockDescriptor> elections() {
		return concept(LeaderElections.class).flatMap((all) -> all.list().stream())
			.limit(MOST_NAMES)
			.map((election) -> new LockDescriptor(election.name(), name(election.leader().node()), isConfirmed(),
					election.leader().token().value(), names(election.waiting())))
			.toList();
	}

	@Nullable PartitionsDescriptor partitions() {
		for (PartitionReport report : concept(PartitionMonitor.class).map(PartitionMonitor::report).toList()) {
			Map<String, Integer> owned = new TreeMap<>();
			report.ownedByNode().forEach((node, count) -> owned.merge(name(node), count, Integer::sum));
			return PartitionsDescriptor.of(report, owned);
		}
		return null;
	}

	private <T> Stream<T> concept(Class<T> type) {
		return this.concepts.getBeanProvider(type).stream();
	}

	private List<String> names(Collection<NodeId> nodes) {
		return nodes.stream().map(this::name).sorted().toList();
	}

	private String name(NodeId node) {
		return this.names.of(node);
	}

}
