package io.distsys.actuate;

import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.distsys.ownership.Guarantee;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Says of each singleton whether it is active on this node. There are as many gauges as
 * the application has singleton beans: names that other nodes or programs make up do not
 * become tags.
 *
 * @since 0.1
 */
public final class SingletonMeters implements MeterBinder {

	private final Supplier<Map<String, Guarantee>> guarantees;

	private final Predicate<String> active;

	/**
	 * Create it.
	 * @param guarantees gives the singletons among the beans and what is promised of them
	 * @param active says whether one is active on this node; a memory read
	 */
	public SingletonMeters(Supplier<Map<String, Guarantee>> guarantees, Predicate<String> active) {
		this.guarantees = guarantees;
		this.active = active;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.guarantees.get()
			.forEach((name, guarantee) -> Gauge
				.builder("distsys.singletons.active", this.active, (state) -> state.test(name) ? 1 : 0)
				.tag("name", name)
				.tag("guarantee", guarantee.name().toLowerCase(Locale.ROOT))
				.description("1 while the singleton is active on this node, otherwise 0")
				.register(registry));
	}

}
