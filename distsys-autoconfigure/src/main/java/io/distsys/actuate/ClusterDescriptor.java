package io.distsys.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ResetOutcome;
import io.distsys.hazelcast.PartitionReport;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.singleton.MisfireRule;
import io.distsys.singleton.ScheduledRun;
import io.distsys.singleton.SingletonState;
import io.distsys.spring.SingletonSchedules;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as one node sees it.
 *
 * @param nodes the nodes in view
 * @param quorum whether the node may act
 * @param consensus the group that decides
 * @param sessions the leases that are open
 * @param singletons the singletons and where they are
 * @param workers slots and workers
 * @param topics what was counted on this node
 * @param registry the first hundred registered names
 * @param locks the first hundred locks that are held
 * @param elections the first hundred elections that have a leader
 * @param partitions the partitions of Hazelcast
 * @since 0.1
 */
public record ClusterDescriptor(List<NodeDescriptor> nodes, QuorumDescriptor quorum, ConsensusDescriptor consensus,
		List<SessionDescriptor> sessions, List<SingletonDescriptor> singletons, WorkersDescriptor workers,
		List<TopicStatistics> topics, List<NameDescriptor> registry, List<LockDescriptor> locks,
		List<LockDescriptor> elections, @Nullable PartitionsDescriptor partitions) {

	/** A node. */
	public record NodeDescriptor(String id, String name, String address, Node.State state, Set<String> roles,
			String region, String zone, String version, Instant startedAt, boolean self) {

	}

	/** Whether the node may act. */
	public record QuorumDescriptor(boolean present, long sinceMillis, long leaseRemainingMillis, int visibleVoters,
			int voters, String reason) {

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
			@Nullable String abandoned, @Nullable String group, List<String> members) {

		static ResetDescriptor of(ResetOutcome outcome) {
			if (outcome instanceof ResetOutcome.Done done) {
				return new ResetDescriptor("RESET", null, null, done.abandoned().toString(), done.group().toString(),
						done.members().stream().map(NodeId::toString).toList());
			}
			ResetOutcome.Refused refused = (ResetOutcome.Refused) outcome;
			return refused(refused.reason().name(), refused.message());
		}

		static ResetDescriptor refused(String reason, String message) {
			return new ResetDescriptor("REFUSED", reason, message, null, null, List.of());
		}

		static ResetDescriptor unknown(String message) {
			return new ResetDescriptor("UNKNOWN", null, message, null, null, List.of());
		}

	}

	/** The session of a node. */
	public record SessionDescriptor(String id, String node, boolean draining, long ttlMillis) {

	}

	/**
	 * A singleton: the owner's state, the one on this node since when, and its scheduled
	 * methods.
	 */
	public record SingletonDescriptor(String name, @Nullable Guarantee guarantee, @Nullable String owner,
			@Nullable String ownerId, Ownership.@Nullable State state, @Nullable Long token, SingletonState localState,
			long localSinceMillis, List<ScheduleDescriptor> schedules) {

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
	 * Slots by type, node and state; workers by node and type; and the nodes that did not
	 * say how many they run.
	 */
	public record WorkersDescriptor(Map<String, Map<String, Map<Ownership.State, Integer>>> slots,
			Map<String, Map<String, Integer>> running, Set<String> unanswered) {

	}

	/** A registered name. */
	public record NameDescriptor(String name, String node, long token) {

	}

	/**
	 * A lock or a leadership: the node of its holder, and those of the requests that
	 * wait, the next one first.
	 */
	public record LockDescriptor(String name, String node, long token, List<String> waiting) {

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
