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
 * removed
 * @param snapshotEvery number of entries between snapshots
 * @since 0.1
 */
public record ConsensusSettings(int expectedSize, int maxVoters, Duration heartbeat, Duration electionTimeout,
		Duration crashedVoterRemoval, int snapshotEvery) {

	public ConsensusSettings {
		if (expectedSize < 1) {
			throw new IllegalArgumentException("expectedSize must be at least 1, not " + expectedSize);
		}
		if (maxVoters < 1) {
			throw new IllegalArgumentException("maxVoters must be at least 1, not " + maxVoters);
		}
		if (electionTimeout.compareTo(heartbeat.multipliedBy(3)) < 0) {
			throw new IllegalArgumentException("electionTimeout (" + electionTimeout
					+ ") must be at least three heartbeats (" + heartbeat.multipliedBy(3) + ")");
		}
	}

	/**
	 * The defaults.
	 * @return heartbeat 200 ms, election timeout 1 s, five voters, removal after 30 s
	 */
	public static ConsensusSettings ofDefaults() {
		return new ConsensusSettings(1, 5, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(30),
				5_000);
	}

	/**
	 * These settings with another expected size.
	 * @param size the size
	 * @return a copy
	 */
	public ConsensusSettings withExpectedSize(int size) {
		return new ConsensusSettings(size, this.maxVoters, this.heartbeat, this.electionTimeout,
				this.crashedVoterRemoval, this.snapshotEvery);
	}

}
