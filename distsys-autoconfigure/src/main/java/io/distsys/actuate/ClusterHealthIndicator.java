package io.distsys.actuate;

import java.util.List;
import java.util.function.Supplier;

import io.distsys.cluster.Cluster;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumState;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Up while this node is on the side that may act. What is active here though it is not,
 * because its guarantee lets it be, is a detail. Memory reads only.
 *
 * @since 0.1
 */
public final class ClusterHealthIndicator extends AbstractHealthIndicator {

	private final Cluster cluster;

	private final Quorum quorum;

	private final Supplier<List<String>> available;

	/**
	 * Create it.
	 * @param cluster the nodes
	 * @param quorum whether this node may act
	 * @param available names what is active here and needs no quorum
	 */
	public ClusterHealthIndicator(Cluster cluster, Quorum quorum, Supplier<List<String>> available) {
		this.cluster = cluster;
		this.quorum = quorum;
		this.available = available;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		QuorumState state = this.quorum.state();
		builder.status(state.present() ? Status.UP : Status.OUT_OF_SERVICE)
			.withDetail("node", this.cluster.self().name())
			.withDetail("state", this.cluster.self().state())
			.withDetail("nodes", this.cluster.view().nodes().size())
			.withDetail("quorum", state.reason())
			.withDetail("availableSingletons", this.available.get());
	}

}
