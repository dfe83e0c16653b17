package io.distsys.actuate;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.distsys.actuate.NodeReport.Supervised;
import io.distsys.cluster.Node;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ResetOutcome;
import io.distsys.hazelcast.PartitionReport;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.pubsub.ReliableStatistics;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.rpc.ServiceStatistics;
import io.distsys.singleton.MisfireRule;
import io.distsys.singleton.ScheduledRun;
import io.distsys.singleton.SingletonState;
import io.distsys.spring.SingletonSchedules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The cluster as one node tells of it. What others must be asked for names the nodes that
 * did not answer in time.
 *
 * @param node name of the node that tells
 * @param unanswered names of the nodes that did not answer
 * @param nodes the nodes in view, and what each says of itself
 * @param quorum whether the node that tells may act
 * @param consensus the group that decides
 * @param sessions the leases that are open
 * @param singletons the singletons and where they are
 * @param slots how many slots of each worker type each node has, by state
 * @param workers how many workers run where
 * @param rebalance what would move, and whether that is paused
 * @param topics what was counted on each node
 * @param services what became of the calls of remote services on each node
 * @param registry the first hundred registered names of each registry of the node
 * @param groups the first hundred groups
 * @param presence the first hundred topics on which somebody is present
 * @param locks the first hundred locks that are held
 * @param elections the first hundred elections that have a leader
 * @param partitions the partitions of Hazelcast
 * @param events what happened last
 * @since 0.1
 */
public record ClusterDescriptor(String node, Set<String> unanswered, List<NodeDescriptor> nodes,
		QuorumDescriptor quorum, ConsensusDescriptor consensus, List<SessionDescriptor> sessions,
		List<SingletonDescriptor> singletons, Map<String, Map<String, Map<Ownership.State, Integer>>> slots,
		WorkersDescriptor workers, RebalanceDescriptor rebalance, TopicsDescriptor topics, ServicesDescriptor services,
		List<NameDescriptor> registry, List<GroupDescriptor> groups, List<PresenceDescriptor> presence,
		List<LockDescriptor> locks, List<LockDescriptor> elections, @Nullable PartitionsDescriptor partitions,
		EventsDescriptor events) implements OperationResponseBody {

	/** A node, and what it says of itself: nothing if it did not answer. */
	public record NodeDescriptor(String id, String name, String address, Node.State state, Set<String> roles,
			String region, String zone, String version, Instant startedAt, boolean self,
			@Nullable ReportDescriptor report) {

	}

	/**
	 * What a node says of itself: whom it sees, whether it may act, what it is in the
	 * consensus group, whether the backups of its partitions are in step, and whether an
	 * operator has drained it.
	 */
	public record ReportDescriptor(List<String> sees, boolean quorum, long leaseRemainingMillis, String reason,
			@Nullable String group, String role, @Nullable String leader, long term, long appliedIndex,
			boolean partitionsSafe, boolean drained) {

		static ReportDescriptor of(NodeReport report) {
			NodeReport.QuorumHere quorum = report.quorum();
			NodeReport.ConsensusHere consensus = report.consensus();
			return new ReportDescriptor(report.sees(), quorum.present(), quorum.leaseRemainingMillis(), quorum.reason(),
					consensus.group(), consensus.role(), consensus.leader(), consensus.term(), consensus.appliedIndex(),
					report.partitionsSafe(), report.drained());
		}

	}

	/** Whether the node may act, and whether moves for balance are paused. */
	public record QuorumDescriptor(boolean present, long sinceMillis, long leaseRemainingMillis, int visibleVoters,
			int voters, String reason, RebalanceDescriptor.@Nullable PauseDescriptor movesPaused) {

	}

	/** The consensus group. */
	public record ConsensusDescriptor(@Nullable String group, GroupStatus.Role role, @Nullable String leader, long term,
			List<String> voters, List<String> learners, long appliedIndex, String waitingFor,
			@Nullable ResetRecordDescriptor lastReset) {

	}

	/** The reset that made the group. */
	public record ResetRecordDescriptor(String abandoned, String by, String why, Instant at) {

	}

	/**
	 * What became of a reset: {@code RESET}, {@code REFUSED} with a reason, or
	 * {@code UNKNOWN} when it was not finished in time.
	 */
	public record ResetDescriptor(String outcome, @Nullable String reason, @Nullable String message,
			@Nullable String abandoned, @Nullable String group, List<String> members) implements OperationResponseBody {

		static ResetDescriptor of(ResetOutcome outcome, NodeNames names) {
			if (outcome instanceof ResetOutcome.Done done) {
				return new ResetDescriptor("RESET", null, null, done.abandoned().toString(), done.group().toString(),
						done.members().stream().map(names::of).toList());
			}
			ResetOutcome.Refused refused = (ResetOutcome.Refused) outcome;
			return refused(refused.reason().name(), names.in(refused.message()));
		}

		static ResetDescriptor refused(String reason, String message) {
			return new ResetDescriptor("REFUSED", reason, message, null, null, List.of());
		}

		static ResetDescriptor unknown(String message) {
			return new ResetDescriptor("UNKNOWN", null, message, null, null, List.of());
		}

	}

	/**
	 * What became of an operation: {@code DONE}, {@code REFUSED} if certainly nothing was
	 * done, or {@code UNKNOWN} when that was not known in time; and what there is to say.
	 */
	public record OperationDescriptor(String outcome, @Nullable String message) implements OperationResponseBody {

		static OperationDescriptor done(String message) {
			return new OperationDescriptor("DONE", message.isEmpty() ? null : message);
		}

		static OperationDescriptor refused(String message) {
			return new OperationDescriptor("REFUSED", message);
		}

		static OperationDescriptor unknown(String message) {
			return new OperationDescriptor("UNKNOWN", message);
		}

	}

	/** The session of a node. */
	public record SessionDescriptor(String id, String node, boolean draining, long ttlMillis) {

	}

	/**
	 * A singleton: the owner, its state, whether the node that tells has the lease to
	 * know that, and for how long it has been active there, unless that node did not
	 * answer; the state on the node that tells and since when; and the scheduled methods.
	 */
	public record SingletonDescriptor(String name, @Nullable Guarantee guarantee, @Nullable String owner,
			@Nullable String ownerId, Ownership.@Nullable State state, boolean confirmed, @Nullable Long token,
			@Nullable Long activeForMillis, SingletonState localState, long localSinceMillis,
			List<ScheduleDescriptor> schedules) {

	}

	/**
	 * A scheduled method of a singleton: when and where it has run last, for how long,
	 * and when it is due next.
	 */
	public record ScheduleDescriptor(String task, MisfireRule misfireRule, @Nullable Instant lastRun,
			@Nullable String lastNode, @Nullable Long lastMillis, @Nullable Boolean lastFailed,
			@Nullable Instant nextRun) {

		static ScheduleDescriptor of(SingletonSchedules.Status status) {
			ScheduledRun last = status.last();
			return (last == null)
					? new ScheduleDescriptor(status.task(), status.misfireRule(), null, null, null, null, status.next())
					: new ScheduleDescriptor(status.task(), status.misfireRule(), last.startedAt(), last.node(),
							last.took().toMillis(), last.failed(), status.next());
		}

	}

	/**
	 * The worker types that nodes offer, workers by node and type, what nodes supervise
	 * together, the first hundred groups that workers have joined, and the nodes that did
	 * not answer.
	 */
	public record WorkersDescriptor(List<WorkerTypeDescriptor> types, Map<String, Map<String, Integer>> running,
			List<SupervisionDescriptor> supervision, List<GroupDescriptor> groups, Set<String> unanswered) {

	}

	/**
	 * A worker type, or several that share their slots: how many slots there are, the
	 * strategy by which they are placed, and the nodes that offer to have them.
	 */
	public record WorkerTypeDescriptor(String name, int slots, String placement, Set<String> nodes) {

	}

	/**
	 * Worker types that are supervised together: whom a crash concerns, the types in the
	 * order in which they are started, how often the group is made anew within which time
	 * when one of them is given up, if it is; and the nodes that say so. A group of which
	 * nodes say different things is there several times.
	 */
	public record SupervisionDescriptor(String name, String strategy, List<String> types, @Nullable Integer maxRestarts,
			@Nullable Long withinMillis, Set<String> nodes) {

		static List<SupervisionDescriptor> of(Map<String, List<Supervised>> byNode) {
			Map<Supervised, Set<String>> nodes = new LinkedHashMap<>();
			byNode.forEach((node, groups) -> groups
				.forEach((group) -> nodes.computeIfAbsent(group, (first) -> new TreeSet<>()).add(node)));
			return nodes.entrySet()
				.stream()
				.map((told) -> of(told.getKey(), told.getValue()))
				.sorted(Comparator.comparing(SupervisionDescriptor::name))
				.toList();
		}

		private static SupervisionDescriptor of(Supervised group, Set<String> nodes) {
			return new SupervisionDescriptor(group.name(), group.strategy(), group.types(), group.maxRestarts(),
					group.withinMillis(), nodes);
		}

	}

	/**
	 * What was counted for each topic, by node, and for the first hundred subscribers of
	 * reliable topics of each node; and the nodes that did not answer.
	 */
	public record TopicsDescriptor(Map<String, List<TopicStatistics>> nodes,
			Map<String, List<ReliableStatistics>> reliable, Set<String> unanswered) {

	}

	/**
	 * What was counted for the first hundred remote services that each node offers, and
	 * the nodes that did not answer.
	 */
	public record ServicesDescriptor(Map<String, List<ServiceStatistics>> nodes, Set<String> unanswered) {

	}

	/**
	 * The last two hundred events of all nodes, the oldest first, and the nodes that did
	 * not answer.
	 */
	public record EventsDescriptor(List<EventDescriptor> events, Set<String> unanswered) {

	}

	/**
	 * Something that nodes have seen: when, by the wall clock of the first of them; what;
	 * the node, singleton, election or worker that it is about; and why.
	 */
	public record EventDescriptor(Instant at, String type, String about, @Nullable String reason, @Nullable Long token,
			List<String> seenBy) {

	}

	/**
	 * A registered name, the role of the nodes whose it is (if it is not of all), and
	 * whether the node that tells has the lease to know that.
	 */
	public record NameDescriptor(String name, Guarantee guarantee, @Nullable String role, String node,
			boolean confirmed, long token) {

	}

	/** A group: how many members each node has. */
	public record GroupDescriptor(String name, Map<String, Integer> members) {

	}

	/**
	 * A topic on which somebody is present: how many keys are, and how many presences of
	 * them each node has.
	 */
	public record PresenceDescriptor(String topic, int keys, Map<String, Integer> presences) {

	}

	/**
	 * A lock or a leadership: the node of its holder, whether the node that tells has the
	 * lease to know that, and the nodes of the requests that wait, the next one first.
	 */
	public record LockDescriptor(String name, String node, boolean confirmed, long token, List<String> waiting) {

	}

	/** The partitions of Hazelcast. */
	public record PartitionsDescriptor(int total, int ownedHere, Map<String, Integer> owned, int unassigned,
			int backupsMissing, int migrating, boolean safe) {

		static PartitionsDescriptor of(PartitionReport report, Map<String, Integer> owned) {
			return new PartitionsDescriptor(report.total(), report.ownedHere(), owned, report.unassigned(),
					report.backupsMissing(), report.migrating(), report.safe());
		}

	}

}
