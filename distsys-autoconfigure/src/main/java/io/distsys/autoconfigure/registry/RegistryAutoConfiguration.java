package io.distsys.autoconfigure.registry;

import java.time.Clock;

import io.distsys.cluster.Cluster;
import io.distsys.messaging.MessageObserver;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownerships;
import io.distsys.registry.AvailableRegistry;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.ConflictRule;
import io.distsys.registry.RegistryThreads;
import io.distsys.registry.StrongRegistry;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.ClusterTrackers;
import io.distsys.time.HybridLogicalClock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the registries of names. A {@link ConflictRule} among the beans
 * decides which of two holders of an available name is kept.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.ownership.OwnershipAutoConfiguration",
		"io.distsys.autoconfigure.tracker.TrackerAutoConfiguration" })
@ConditionalOnBean({ Ownerships.class, ClusterTrackers.class })
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.registry.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(RegistryProperties.class)
public final class RegistryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ConflictRule registryConflictRule() {
		return ConflictRule.lastWriter();
	}

	@Bean
	@ConditionalOnMissingBean
	HybridLogicalClock hybridLogicalClock(RegistryProperties properties) {
		return new HybridLogicalClock(Clock.systemUTC(), properties.maxClockDrift());
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	ClusterRegistries clusterRegistries(Cluster cluster, Ownerships ownerships, ClusterTrackers trackers,
			ClusterThreads threads, HybridLogicalClock clock, ConflictRule rule, RegistryProperties properties,
			ObjectProvider<MessageObserver> observers) {
		RegistryThreads registryThreads = new RegistryThreads(threads.user(), threads.nameLosses());
		return new ClusterRegistries(cluster.self().roles(), (scope) -> (scope.guarantee() == Guarantee.STRONG)
				? new StrongRegistry(scope, cluster.self().id(), ownerships, threads.core(), registryThreads,
						threads.mustNotBlock(), properties.timeout())
				: new AvailableRegistry(scope, cluster.self().id(),
						trackers.create(scope.qualify("registry"), scope::hasNode), clock, rule, registryThreads),
				observers.getIfAvailable(MessageObserver::none));
	}

	/** Closed with the others. */
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	ClusterRegistry clusterRegistry(ClusterRegistries registries, RegistryProperties properties) {
		return registries.get(properties.guarantee());
	}

}
