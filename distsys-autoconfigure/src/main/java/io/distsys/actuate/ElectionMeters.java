package io.distsys.actuate;

import io.distsys.election.LeaderElections;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Says how many leaderships this node has.
 *
 * @since 0.1
 */
public final class ElectionMeters implements MeterBinder {

	private final LeaderElections elections;

	/**
	 * Create it.
	 * @param elections the elections
	 */
	public ElectionMeters(LeaderElections elections) {
		this.elections = elections;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("distsys.elections.leading", this.elections, LeaderElections::leading)
			.description("Elections in which a candidate of this node leads")
			.register(registry);
	}

}
