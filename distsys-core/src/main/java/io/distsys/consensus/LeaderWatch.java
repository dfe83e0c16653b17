package io.distsys.consensus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.distsys.cluster.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the group of this node has had no leader for longer than elections take,
 * or that there has been no group for longer than one takes to come to be. It counts only
 * time in which this node itself ran: after a pause nothing is known of the others, and
 * they get the same time again to be heard. Changed on the loop, read from any thread.
 */
final class LeaderWatch {

	private static final int ELECTIONS = 3;

	/** A cluster whose nodes start one after another is waited for. */
	private static final int ELECTIONS_WITHOUT_GROUP = 10;

	private final Cluster cluster;

	private final long patienceNanos;

	private final long patienceWithoutGroupNanos;

	private final long mostCountedNanos;

	private long lookedAt;

	private long missedNanos;

	private boolean hadGroup;

	private volatile @Nullable String outage;

	/**
	 * @param pause the usual time between two looks
	 */
	LeaderWatch(Cluster cluster, ConsensusSettings settings, Duration pause, long now) {
		this.cluster = cluster;
		this.patienceNanos = settings.electionTimeout().multipliedBy(ELECTIONS).toNanos();
		this.patienceWithoutGroupNanos = settings.electionTimeout().multipliedBy(ELECTIONS_WITHOUT_GROUP).toNanos();
		this.mostCountedNanos = pause.multipliedBy(2).toNanos();
		this.lookedAt = now;
	}

	/**
	 * Look again.
	 * @param life the membership of this node, if it has one
	 * @param waitingFor why there is no group, if there is none
	 */
	void look(@Nullable RaftLife life, String waitingFor, long now) {
		long passed = Math.min(now - this.lookedAt, this.mostCountedNanos);
		this.lookedAt = now;
		boolean hasGroup = life != null;
		if ((life != null && life.leader() != null) || hasGroup != this.hadGroup) {
			this.hadGroup = hasGroup;
			found();
			return;
		}
		this.missedNanos += passed;
		if (this.missedNanos >= (hasGroup ? this.patienceNanos : this.patienceWithoutGroupNanos)) {
			this.outage = (life != null) ? describe(life) : "there has been no consensus group for "
					+ Duration.ofNanos(this.patienceWithoutGroupNanos) + " or longer: " + waitingFor;
		}
	}

	/** There is a leader again, or another group to wait for one. */
	void found() {
		this.missedNanos = 0;
		this.outage = null;
	}

	private String describe(RaftLife life) {
		List<Member> voters = life.voters();
		long visible = voters.stream().filter((voter) -> this.cluster.view().contains(voter.node())).count();
		return "the consensus group has had no leader for " + Duration.ofNanos(this.patienceNanos) + " or longer, "
				+ visible + " of " + voters.size() + " voters in view";
	}

	/** Why nobody is asked any more, for people; empty while that makes sense. */
	Optional<String> outage() {
		return Optional.ofNullable(this.outage);
	}

}
