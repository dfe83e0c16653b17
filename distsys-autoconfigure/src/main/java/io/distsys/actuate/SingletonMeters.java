package io.distsys.actuate;

import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

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

	private final Supplier<Set<String>> names;

	private final Predicate<String> active;

	/**
	 * Create it.
	 * @param names gives the names of the singletons among the beans
	 * @param active says whether one is active on this node; a memory read
	 */
	public SingletonMeters(Supplier<Set<String>> names, Predicate<String> active) {
		this.names = names;
		this.active = active;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String name : this.names.get()) {
			Gauge.builder("distsys.singletons.active", this.active, (state) -> state.test(name) ? 1 : 0)
				.tag("name", name)
				.description("1 while the singleton is active on this node, otherwise 0")
				.register(registry);
		}
	}

}
