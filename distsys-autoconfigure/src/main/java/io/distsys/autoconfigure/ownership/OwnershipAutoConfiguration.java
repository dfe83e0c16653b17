package io.distsys.autoconfigure.ownership;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.CrashEvidence;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.LeaseSettings;
import io.distsys.ownership.OwnershipNode;
import io.distsys.ownership.OwnershipTable;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.QuorumSettings;
import io.distsys.registry.StrongRegistry;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.CommandObserver;
import io.distsys.spring.ObservedLog;
import io.distsys.spring.SettingsProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of ownership.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.consensus.ConsensusAutoConfiguration" })
@ConditionalOnBean(ReplicatedLog.class)
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LeaseProperties.class)
public final class OwnershipAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LeaseSettings leaseSettings(LeaseProperties properties) {
		return SettingsProperties.of("distsys.lease", LeaseSettings.class)
			.check(() -> new LeaseSettings(properties.ttl(), properties.renewalInterval(), properties.drift(),
					properties.margin(), properties.stopGrace()));
	}

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	Ownerships ownerships(Cluster cluster, ReplicatedLog log, OwnershipTable table, ClusterThreads threads,
			LeaseSettings settings, LeaseProperties properties, CrashEvidence evidence,
			ObjectProvider<QuorumSettings> quorums, ObjectProvider<CommandObserver> observers) {
		ReplicatedLog observed = ObservedLog.of(log, observers.orderedStream().toList(), threads.core().clock());
		QuorumSettings quorum = quorums.getIfAvailable(QuorumSettings::ofDefaults);
		return new OwnershipNode(cluster.self().id(), observed, table, threads.core(), threads.losses(),
				(key) -> StrongRegistry.isName(key) ? threads.nameLosses() : threads.losses(), settings,
				properties.expireCrashedAtOnce() ? evidence : CrashEvidence.none(),
				() -> quorum.allowsLease(() -> cluster.view().nodes().size()));
	}

}
