package io.distsys.consensus;

import java.time.Duration;

/**
 * How the group is made and how fast it acts.
 *
 * @param expectedSize the largest number of nodes that may ever start together; 1 lets a
 * single node begin at once (development)
 * @param maxVoters how many nodes vote at the most
 * @param heartbeat how often a leader is heard of
 * @param electionTimeout how long a follower waits for its leader before it asks to lead;
 * at least three heartbeats
 * @param crashedVoterRemoval how long a voter must be out of the view before it is
 * removed, if nobody is there to take its place
 * @param leaseTime how long anything may still be held that the table gave: a new group
 * waits so long unless it knows that there is nobody else
 * @param snapshotEvery number of entries between snapshots
 * @since 0.1
 */
public record ConsensusSettings(int expectedSize, int maxVoters, Duration heartbeat, Duration electionTimeout,
		Duration crashedVoterRemoval, Duration leaseTime, int snapshotEvery) {

	public ConsensusSettings {
		if (expectedSize < 1) {
			throw new IllegalArgumentException("expectedSize must be at least 1, not " + expectedSize);
		}
		if (maxVoters < 1) {
			throw new IllegalArgumentException("maxVoters must be at least 1, not " + maxVoters);
		}
		positive("heartbeat", heartbeat);
		if (electionTimeout.compareTo(heartbeat.multipliedBy(3)) < 0) {
			throw new IllegalArgumentException("electionTimeout (" + electionTimeout
					+ ") must be at least three heartbeats (" + heartbeat.multipliedBy(3) + ")");
		}
		if (crashedVoterRemoval.compareTo(electionTimeout.multipliedBy(2)) < 0) {
			throw new IllegalArgumentException(
					"crashedVoterRemoval (" + crashedVoterRemoval + ") must be at least two times electionTimeout ("
							+ electionTimeout + "): a voter that is only slow would be removed");
		}
		positive("leaseTime", leaseTime);
		if (snapshotEvery < 10) {
			throw new IllegalArgumentException("snapshotEvery must be at least 10 entries, not " + snapshotEvery);
		}
	}

	/**
	 * The defaults.
	 * @return heartbeat 200 ms, election timeout 1 s, five voters, removal after 30 s
	 */
	public static ConsensusSettings ofDefaults() {
		return new ConsensusSettings(1, 5, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(30),
				Duration.ofMillis(2_020), 5_000);
	}

	/**
	 * These settings with another expected size.
	 * @param size the size
	 * @return a copy
	 */
	public ConsensusSettings withExpectedSize(int size) {
		return new ConsensusSettings(size, this.maxVoters, this.heartbeat, this.electionTimeout,
				this.crashedVoterRemoval, this.leaseTime, this.snapshotEvery);
	}

	private static void positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException(name + " must be positive, not " + value);
		}
	}

	/**
	 * The seats that a group never falls below, voters or not: so many voters as it can
	 * ever have at the expected size, if that is odd.
	 */
	private int leastSeats() {
		int most = Math.min(this.expectedSize, this.maxVoters);
		return (most % 2 == 0) ? most - 1 : most;
	}

	/** The seats of a group, of which a majority decides; vacant ones are counted. */
	int seats(int voters) {
		return withoutHalves(Math.max(voters, leastSeats()));
	}

	/**
	 * The seats of a group that was made by a reset: so few voters as there may be then
	 * could not decide in all seats. They only grow until all are there, so that a group
	 * never comes to decide with fewer voters than before.
	 * @param present the seats that it has
	 */
	int seatsAfterReset(int voters, int present) {
		return (voters >= leastVoters()) ? seats(voters) : withoutHalves(Math.max(voters, present));
	}

	private static int withoutHalves(int seats) {
		return (seats >= 4 && seats % 2 == 0) ? seats + 1 : seats;
	}

	/** How many of so many seats must be taken to decide anything. */
	static int majority(int seats) {
		return seats / 2 + 1;
	}

	/** How many voters a group must keep to decide anything ever again. */
	int leastVoters() {
		return leastSeats() / 2 + 1;
	}

	/**
	 * How many nodes must agree to make a group. With what any other group needs at the
	 * least they are more nodes than there can be, and they are a majority.
	 */
	int founders() {
		return this.expectedSize + 1 - leastVoters();
	}

	/** How many of so many nodes should vote. */
	int voters(int nodes) {
		int most = Math.min(this.maxVoters, nodes);
		int odd = (most % 2 == 0) ? most - 1 : most;
		return Math.max(1, Math.max(odd, Math.min(leastSeats(), nodes)));
	}

}
