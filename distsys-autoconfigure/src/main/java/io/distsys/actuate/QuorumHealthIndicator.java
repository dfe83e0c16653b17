package io.distsys.actuate;

import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumState;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Up while this node is on the side that may act. */
final class QuorumHealthIndicator extends AbstractHealthIndicator {

	private final Quorum quorum;

	QuorumHealthIndicator(Quorum quorum) {
		this.quorum = quorum;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		QuorumState state = this.quorum.state();
		builder.status(state.present() ? Status.UP : Status.OUT_OF_SERVICE)
			.withDetail("reason", state.reason())
			.withDetail("visibleVoters", state.visibleVoters().size())
			.withDetail("voters", state.voters().size());
	}

}
