package io.distsys.autoconfigure.quorum;

import io.distsys.cluster.Cluster;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.LeaseQuorum;
import io.distsys.quorum.Quorum;
import io.distsys.time.MonotonicClock;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the quorum.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.ownership.OwnershipAutoConfiguration" })
@ConditionalOnBean(Ownerships.class)
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
public final class QuorumAutoConfiguration {

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	Quorum quorum(Ownerships ownerships, ReplicatedLog log, Cluster cluster, MonotonicClock clock) {
		return new LeaseQuorum(ownerships, log, cluster, clock);
	}

}
