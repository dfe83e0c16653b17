package io.distsys.autoconfigure.actuate;

import io.distsys.actuate.ClusterHealthIndicator;
import io.distsys.cluster.Cluster;
import io.distsys.quorum.Quorum;

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
	ClusterHealthIndicator clusterHealthIndicator(Cluster cluster, Quorum quorum) {
		return new ClusterHealthIndicator(cluster, quorum);
	}

}
