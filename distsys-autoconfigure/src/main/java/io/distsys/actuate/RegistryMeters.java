package io.distsys.actuate;

import java.util.Locale;
import java.util.function.ToLongFunction;

import io.distsys.ownership.Guarantee;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.NameLost.Cause;
import io.distsys.registry.RegistryStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the names that this node holds, knows and has lost, those of its roles
 * included. Names, of which there may be any number, do not become tags.
 *
 * @since 0.1
 */
public final class RegistryMeters implements MeterBinder {

	private final ClusterRegistries registries;

	/**
	 * Create it.
	 * @param registries count
	 */
	public RegistryMeters(ClusterRegistries registries) {
		this.registries = registries;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (Guarantee guarantee : Guarantee.values()) {
			gauge(registry, "held", "Names that this node holds", guarantee, RegistryStatistics::held);
			gauge(registry, "known", "Names that this node knows, with those that it holds", guarantee,
					RegistryStatistics::known);
		}
		for (Cause cause : Cause.values()) {
			FunctionCounter
				.builder("distsys.registry.lost", this.registries,
						(counted) -> sum(counted, cause.guarantee(), (names) -> names.lost().getOrDefault(cause, 0L)))
				.tags("guarantee", tag(cause.guarantee()), "reason", tag(cause))
				.description("Names lost by this node that it had not given up")
				.register(registry);
		}
	}

	private void gauge(MeterRegistry registry, String name, String description, Guarantee guarantee,
			ToLongFunction<RegistryStatistics> value) {
		Gauge.builder("distsys.registry." + name, this.registries, (counted) -> sum(counted, guarantee, value))
			.tag("guarantee", tag(guarantee))
			.description(description)
			.register(registry);
	}

	private static long sum(ClusterRegistries counted, Guarantee guarantee, ToLongFunction<RegistryStatistics> value) {
		return counted.all()
			.entrySet()
			.stream()
			.filter((registry) -> registry.getKey().guarantee() == guarantee)
			.mapToLong((registry) -> value.applyAsLong(registry.getValue().statistics()))
			.sum();
	}

	private static String tag(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
