package io.distsys.actuate;

import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the consensus group as this node sees it.
 *
 * @since 0.1
 */
public final class ConsensusMeters implements MeterBinder {

	private final ReplicatedLog log;

	/**
	 * Create it.
	 * @param log the group
	 */
	public ConsensusMeters(ReplicatedLog log) {
		this.log = log;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge
			.builder("distsys.consensus.leading", this.log,
					(group) -> (group.status().role() == GroupStatus.Role.LEADER) ? 1 : 0)
			.description("1 while this node leads the group, otherwise 0")
			.register(registry);
		Gauge.builder("distsys.consensus.leader.known", this.log, (group) -> (group.status().leader() != null) ? 1 : 0)
			.description("1 while this node knows a leader, otherwise 0")
			.register(registry);
		Gauge.builder("distsys.consensus.term", this.log, (group) -> group.status().term())
			.description("The term, which grows with every election")
			.register(registry);
		Gauge.builder("distsys.consensus.applied", this.log, (group) -> group.status().appliedIndex())
			.description("The last entry of the log that this node has applied")
			.register(registry);
		Gauge.builder("distsys.consensus.voters", this.log, (group) -> group.status().voters().size())
			.description("Nodes that vote")
			.register(registry);
	}

}
