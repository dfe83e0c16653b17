package io.distsys.actuate;

import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.distsys.lock.ClusterLocks;
import io.distsys.lock.LockStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the locks that this node holds, waits for and has lost. Names of locks, of
 * which there may be any number, do not become tags.
 *
 * @since 0.1
 */
public final class LockMeters implements MeterBinder {

	private final ClusterLocks locks;

	/**
	 * Create it.
	 * @param locks counts
	 */
	public LockMeters(ClusterLocks locks) {
		this.locks = locks;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionTimer
			.builder("distsys.locks.wait", this.locks, (counted) -> counted.statistics().acquired(),
					(counted) -> counted.statistics().waited().toNanos(), TimeUnit.NANOSECONDS)
			.description("How long those who got a lock waited for it")
			.register(registry);
		gauge(registry, "held", "Locks that this node holds", LockStatistics::held);
		gauge(registry, "waiting", "Callers on this node that wait for a lock", LockStatistics::waiting);
		count(registry, "lost", "Locks lost before they were released", LockStatistics::lost);
		count(registry, "notacquired", "Callers that gave up before they got a lock", LockStatistics::notAcquired);
		count(registry, "refused", "Callers that were not let into the line", LockStatistics::refused);
	}

	private void gauge(MeterRegistry registry, String name, String description,
			ToDoubleFunction<LockStatistics> value) {
		Gauge.builder("distsys.locks." + name, this.locks, (counted) -> value.applyAsDouble(counted.statistics()))
			.description(description)
			.register(registry);
	}

	private void count(MeterRegistry registry, String name, String description,
			ToDoubleFunction<LockStatistics> value) {
		FunctionCounter
			.builder("distsys.locks." + name, this.locks, (counted) -> value.applyAsDouble(counted.statistics()))
			.description(description)
			.register(registry);
	}

}
