package io.distsys.autoconfigure.consensus;

import java.security.SecureRandom;
import java.time.Clock;

import io.distsys.cluster.Cluster;
import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.RaftReplicatedLog;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.LeaseSettings;
import io.distsys.ownership.OwnershipTable;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.SettingsProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the replicated log, and of the table that it keeps.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.messaging.MessagingAutoConfiguration" })
@ConditionalOnBean(Messenger.class)
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ ClusterSizeProperties.class, ConsensusProperties.class })
public final class ConsensusAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ConsensusSettings consensusSettings(ClusterSizeProperties size, ConsensusProperties properties,
			ObjectProvider<LeaseSettings> leases) {
		LeaseSettings lease = leases.getIfAvailable(LeaseSettings::ofDefaults);
		return SettingsProperties.of("distsys.consensus", ConsensusSettings.class)
			.with("expectedSize", "distsys.cluster.expected-size")
			.check(() -> new ConsensusSettings(size.expectedSize(), properties.maxVoters(), properties.heartbeat(),
					properties.electionTimeout(), properties.crashedVoterRemoval(), lease.leadersShare(lease.ttl()),
					ConsensusSettings.ofDefaults().snapshotEvery()));
	}

	@Bean
	@ConditionalOnMissingBean
	OwnershipTable ownershipTable() {
		return new OwnershipTable();
	}

	@Bean(destroyMethod = "stop")
	@ConditionalOnMissingBean(ReplicatedLog.class)
	RaftReplicatedLog replicatedLog(Cluster cluster, Messenger messenger, ClusterThreads threads, OwnershipTable table,
			ConsensusSettings settings) {
		return new RaftReplicatedLog(cluster, messenger, threads.core(), table, settings, new SecureRandom(),
				Clock.systemUTC());
	}

}
