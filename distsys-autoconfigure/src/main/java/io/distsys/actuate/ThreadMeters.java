package io.distsys.actuate;

import java.util.Map;

import io.distsys.spring.UserThreads;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the threads that run code of the application.
 *
 * @since 0.1
 */
public final class ThreadMeters implements MeterBinder {

	private final Map<String, UserThreads> pools;

	/**
	 * Create it.
	 * @param pools the threads by what they run
	 */
	public ThreadMeters(Map<String, UserThreads> pools) {
		this.pools = Map.copyOf(pools);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.pools.forEach((run, threads) -> {
			Gauge.builder("distsys.threads.running", threads, UserThreads::running)
				.tag("pool", run)
				.description("Threads that run code of the application now")
				.register(registry);
			Gauge.builder("distsys.threads.waiting", threads, UserThreads::waiting)
				.tag("pool", run)
				.description("Tasks that wait for such a thread")
				.register(registry);
		});
	}

}
