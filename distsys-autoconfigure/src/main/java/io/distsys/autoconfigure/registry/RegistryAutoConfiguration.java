package io.distsys.autoconfigure.registry;

import io.distsys.cluster.Cluster;
import io.distsys.ownership.Ownerships;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.StrongRegistry;
import io.distsys.spring.ClusterThreads;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the registry of names.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.ownership.OwnershipAutoConfiguration" })
@ConditionalOnBean(Ownerships.class)
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.registry.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(RegistryProperties.class)
public final class RegistryAutoConfiguration {

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	ClusterRegistry clusterRegistry(Cluster cluster, Ownerships ownerships, ClusterThreads threads,
			RegistryProperties properties) {
		return new StrongRegistry(cluster.self().id(), ownerships, threads.core(), threads.user(),
				threads.mustNotBlock(), properties.timeout());
	}

}
