package io.distsys.autoconfigure.actuate;

import io.distsys.actuate.ClusterHealthIndicator;
import io.distsys.cluster.Cluster;
import io.distsys.ownership.Guarantee;
import io.distsys.quorum.Quorum;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonState;
import io.distsys.singleton.SingletonStatus;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health indicator {@code cluster}.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = "io.distsys.autoconfigure.quorum.QuorumAutoConfiguration")
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("cluster")
@ConditionalOnBean(Quorum.class)
public final class ClusterHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "clusterHealthIndicator")
	ClusterHealthIndicator clusterHealthIndicator(Cluster cluster, Quorum quorum,
			ObjectProvider<ClusterSingletons> singletons) {
		return new ClusterHealthIndicator(cluster, quorum,
				() -> singletons.stream()
					.flatMap((all) -> all.status().stream())
					.filter(this::isAvailableHere)
					.map(SingletonStatus::name)
					.toList());
	}

	private boolean isAvailableHere(SingletonStatus status) {
		return status.guarantee() == Guarantee.AVAILABLE && status.state() == SingletonState.ACTIVE;
	}

}
