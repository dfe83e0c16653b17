package io.distsys.actuate;

import io.distsys.spring.ClusterEventPublisher;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the events of the cluster that listeners of the application are told of.
 *
 * @since 0.1
 */
public final class EventMeters implements MeterBinder {

	private final ClusterEventPublisher events;

	/**
	 * Create it.
	 * @param events tells the application of them
	 */
	public EventMeters(ClusterEventPublisher events) {
		this.events = events;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("distsys.events.waiting", this.events, ClusterEventPublisher::waiting)
			.description("Events of the cluster and its workers that wait for listeners of the application")
			.register(registry);
		FunctionCounter.builder("distsys.events.dropped", this.events, ClusterEventPublisher::dropped)
			.description("Events of the cluster and its workers that were dropped because too many waited")
			.register(registry);
	}

}
