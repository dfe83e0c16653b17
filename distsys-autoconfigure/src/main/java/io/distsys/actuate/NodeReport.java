package io.distsys.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.distsys.actuate.RebalanceDescriptor.PlanDescriptor;
import io.distsys.pubsub.ReliableStatistics;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.rpc.ServiceStatistics;
import io.distsys.worker.RestartPolicy;
import io.distsys.worker.SupervisionGroup;
import org.jspecify.annotations.Nullable;

/**
 * What one node says of itself when another asks. It travels between nodes that may run
 * different versions: a component is never renamed, and a missing one is empty.
 *
 * @param sees names of the nodes in its view, with digits where two bear one
 * @param quorum whether it may act, and why
 * @param consensus what it is in the group
 * @param partitionsSafe whether the backups of what it owns are in step
 * @param drained whether an operator has drained it
 * @param singletons for how many milliseconds each singleton has been active on it
 * @param workers how many workers of each type run on it
 * @param topics what it has counted
 * @param events what it has seen last, the oldest first
 * @param reliable what it has counted for the first hundred subscribers of reliable
 * topics
 * @param services what it has counted for the first hundred services that it offers
 * @param plan what would move, if it leads and was asked
 * @param supervision what it supervises together
 */
record NodeReport(List<String> sees, QuorumHere quorum, ConsensusHere consensus, boolean partitionsSafe,
		boolean drained, Map<String, Long> singletons, Map<String, Integer> workers, List<TopicStatistics> topics,
		List<Event> events, List<ReliableStatistics> reliable, List<ServiceStatistics> services,
		@Nullable PlanDescriptor plan, List<Supervised> supervision) {

	NodeReport {
		sees = (sees != null) ? List.copyOf(sees) : List.of();
		quorum = (quorum != null) ? quorum : QuorumHere.UNKNOWN;
		consensus = (consensus != null) ? consensus : ConsensusHere.UNKNOWN;
		singletons = (singletons != null) ? Map.copyOf(singletons) : Map.of();
		workers = (workers != null) ? Map.copyOf(workers) : Map.of();
		topics = (topics != null) ? List.copyOf(topics) : List.of();
		events = (events != null) ? List.copyOf(events) : List.of();
		reliable = (reliable != null) ? List.copyOf(reliable) : List.of();
		services = (services != null) ? List.copyOf(services) : List.of();
		supervision = (supervision != null) ? List.copyOf(supervision) : List.of();
	}

	/** What can be asked for; the rest is always there. */
	enum Section {

		SINGLETONS, WORKERS, TOPICS, EVENTS, PLAN, SERVICES

	}

	/** Whether the node may act. */
	record QuorumHere(boolean present, long leaseRemainingMillis, String reason) {

		static final QuorumHere UNKNOWN = new QuorumHere(false, 0, "");

	}

	/** What the node is in the consensus group; {@code leader} is a name. */
	record ConsensusHere(@Nullable String group, String role, @Nullable String leader, long term, long appliedIndex) {

		static final ConsensusHere UNKNOWN = new ConsensusHere(null, "", null, 0, 0);

	}

	/**
	 * Something that the node has seen.
	 *
	 * @param at when, by its wall clock
	 * @param type what
	 * @param about the node, singleton, election or worker that it is about
	 * @param reason why, if anything is known
	 * @param token the grant that it is about, if there is one
	 */
	record Event(Instant at, String type, String about, @Nullable String reason, @Nullable Long token) {

	}

	/**
	 * Worker types that the node supervises together.
	 *
	 * @param name of the group
	 * @param strategy whom a crash concerns
	 * @param types in the order in which they are started
	 * @param maxRestarts how often the group is made anew, if it is
	 * @param withinMillis within which time
	 */
	record Supervised(String name, String strategy, List<String> types, @Nullable Integer maxRestarts,
			@Nullable Long withinMillis) {

		Supervised {
			types = (types != null) ? List.copyOf(types) : List.of();
		}

		static Supervised of(SupervisionGroup group) {
			RestartPolicy budget = group.escalation();
			return new Supervised(group.name(), group.strategy().name(), group.types(),
					(budget != null) ? budget.maxRestarts() : null,
					(budget != null) ? budget.window().toMillis() : null);
		}

	}

}
