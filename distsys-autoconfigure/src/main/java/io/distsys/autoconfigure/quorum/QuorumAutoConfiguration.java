package io.distsys.autoconfigure.quorum;

import io.distsys.cluster.Cluster;
import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.LeaseQuorum;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumSettings;
import io.distsys.spring.SettingsProperties;
import io.distsys.time.MonotonicClock;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the quorum.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.ownership.OwnershipAutoConfiguration" })
@ConditionalOnBean(Ownerships.class)
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
@EnableConfigurationProperties(QuorumProperties.class)
public final class QuorumAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	QuorumSettings quorumSettings(QuorumProperties properties, ConsensusSettings consensus) {
		return SettingsProperties.of("distsys.quorum", QuorumSettings.class)
			.with("expectedSize", "distsys.cluster.expected-size")
			.check(() -> new QuorumSettings(properties.policy(), properties.size()).within(consensus.expectedSize()));
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	Quorum quorum(Ownerships ownerships, ReplicatedLog log, Cluster cluster, MonotonicClock clock,
			QuorumSettings settings) {
		return new LeaseQuorum(ownerships, log, cluster, clock, settings);
	}

}
