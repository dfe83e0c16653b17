package io.distsys.actuate;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Up while this node takes work: out of service before, and while it leaves. */
final class MembershipHealthIndicator extends AbstractHealthIndicator {

	private final Cluster cluster;

	MembershipHealthIndicator(Cluster cluster) {
		this.cluster = cluster;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Node self = this.cluster.self();
		builder.status((self.state() == Node.State.UP) ? Status.UP : Status.OUT_OF_SERVICE)
			.withDetail("node", self.name())
			.withDetail("state", self.state())
			.withDetail("nodes", this.cluster.view().nodes().size());
	}

}
