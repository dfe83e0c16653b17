package io.distsys.autoconfigure.election;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.Cluster;
import io.distsys.election.LeaderElections;
import io.distsys.election.TableElections;
import io.distsys.ownership.Ownerships;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.LeavingLifecycle;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of elections.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.ownership.OwnershipAutoConfiguration" })
@ConditionalOnBean(Ownerships.class)
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.election.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(ElectionProperties.class)
public final class ElectionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(LeaderElections.class)
	TableElections leaderElections(Cluster cluster, Ownerships ownerships, ClusterThreads threads,
			ElectionProperties properties) {
		return new TableElections(cluster.self().id(), ownerships, threads.core(), threads.activities(),
				properties.resignTimeout());
	}

	// As soon as the node has said that it leaves: others can lead at once.
	@Bean
	LeavingLifecycle leaderElectionsLifecycle(ObjectProvider<TableElections> elections, ElectionProperties properties) {
		return new LeavingLifecycle(Integer.MAX_VALUE - 1, () -> resign(elections),
				properties.resignTimeout().multipliedBy(2));
	}

	private static CompletionStage<Void> resign(ObjectProvider<TableElections> elections) {
		return elections.stream()
			.findFirst()
			.map(TableElections::stop)
			.orElseGet(() -> CompletableFuture.completedFuture(null));
	}

}
