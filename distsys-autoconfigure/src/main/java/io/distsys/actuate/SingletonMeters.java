package io.distsys.actuate;

import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.distsys.ownership.Guarantee;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Says of each singleton whether it is active on this node, and what becomes of the
 * states that are handed over. There are as many gauges as the application has singleton
 * beans: names that other nodes or programs make up do not become tags.
 *
 * @since 0.1
 */
public final class SingletonMeters implements MeterBinder {

	private final Supplier<Map<String, Guarantee>> guarantees;

	private final Predicate<String> active;

	private final LongSupplier statesWaiting;

	private final LongSupplier statesLost;

	/**
	 * Create it.
	 * @param guarantees gives the singletons among the beans and what is promised of them
	 * @param active says whether one is active on this node; a memory read
	 * @param statesWaiting counts the states that wait on this node to be used
	 * @param statesLost counts the states that this node has given up
	 */
	public SingletonMeters(Supplier<Map<String, Guarantee>> guarantees, Predicate<String> active,
			LongSupplier statesWaiting, LongSupplier statesLost) {
		this.guarantees = guarantees;
		this.active = active;
		this.statesWaiting = statesWaiting;
		this.statesLost = statesLost;
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
		Gauge.builder("distsys.singletons.states.waiting", this.statesWaiting, LongSupplier::getAsLong)
			.description("States of singletons that wait on this node for the one that is to use them")
			.register(registry);
		FunctionCounter.builder("distsys.singletons.states.lost", this.statesLost, LongSupplier::getAsLong)
			.description("States of singletons that this node has given up, since nobody took them in time")
			.register(registry);
	}

}
