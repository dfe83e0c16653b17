package io.distsys.autoconfigure.consensus;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the group that decides is made and how fast it acts.
 *
 * @param maxVoters how many nodes vote at the most
 * @param heartbeat how often the leader is heard of
 * @param electionTimeout how long a voter waits for its leader before it asks to lead; at
 * least three heartbeats
 * @param crashedVoterRemoval how long a voter must be out of view before it is removed,
 * if nobody is there to take its place
 */
@ConfigurationProperties("distsys.consensus")
record ConsensusProperties(@DefaultValue("5") int maxVoters, @DefaultValue("200ms") Duration heartbeat,
		@DefaultValue("1s") Duration electionTimeout, @DefaultValue("30s") Duration crashedVoterRemoval) {

}
