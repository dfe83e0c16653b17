package io.distsys.actuate;

import java.util.List;
import java.util.function.ToLongFunction;

import io.distsys.rpc.RemoteServices;
import io.distsys.rpc.ServiceStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the calls of remote services that come to this node, in sum.
 *
 * @since 0.1
 */
public final class ServiceMeters implements MeterBinder {

	private final RemoteServices services;

	/**
	 * Create it.
	 * @param services the services
	 */
	public ServiceMeters(RemoteServices services) {
		this.services = services;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge
			.builder("distsys.services.running", this.services,
					(services) -> sum(services.statistics(), ServiceStatistics::running))
			.description("Calls of remote services that wait for a thread or run on this node")
			.register(registry);
		count(registry, "answered", "whose method returned", ServiceStatistics::answered);
		count(registry, "failed", "whose method threw", ServiceStatistics::failed);
		count(registry, "refused", "that did not run", ServiceStatistics::refused);
	}

	private void count(MeterRegistry registry, String what, String which, ToLongFunction<ServiceStatistics> value) {
		FunctionCounter
			.builder("distsys.services." + what, this.services, (services) -> sum(services.statistics(), value))
			.description("Calls of remote services of this node " + which)
			.register(registry);
	}

	private static long sum(List<ServiceStatistics> counted, ToLongFunction<ServiceStatistics> value) {
		return counted.stream().mapToLong(value).sum();
	}

}
