package io.distsys.actuate;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Up while this node knows a leader of its group. Whether it may act is told by the
 * quorum.
 */
final class ConsensusHealthIndicator extends AbstractHealthIndicator {

	private final Cluster cluster;

	private final ReplicatedLog log;

	ConsensusHealthIndicator(Cluster cluster, ReplicatedLog log) {
		this.cluster = cluster;
		this.log = log;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		GroupStatus status = this.log.status();
		NodeId leader = status.leader();
		builder.status((leader != null) ? Status.UP : ClusterHealthContributor.DEGRADED)
			.withDetail("role", status.role())
			.withDetail("voters", status.voters().size());
		if (leader != null) {
			builder.withDetail("leader", this.cluster.view().nameOf(leader));
		}
		if (!status.waitingFor().isEmpty()) {
			builder.withDetail("waitingFor", status.waitingFor());
		}
	}

}
