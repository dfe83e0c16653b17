package io.distsys.actuate;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.distsys.tracker.TrackerStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of what nodes say of themselves, which groups, presence, available names and the
 * service catalogue are made of, in sum.
 *
 * @since 0.1
 */
public final class TrackerMeters implements MeterBinder {

	private final Supplier<List<TrackerStatistics>> trackers;

	/**
	 * Create it.
	 * @param trackers gives what the trackers of this node have counted
	 */
	public TrackerMeters(Supplier<List<TrackerStatistics>> trackers) {
		this.trackers = trackers;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "own", "Memberships, presences, available names and service instances of this node",
				TrackerStatistics::own);
		gauge(registry, "others",
				"Memberships, presences, available names and service instances of other nodes that this one knows",
				TrackerStatistics::others);
		count(registry, "sent", "Messages by which nodes tell each other of them", TrackerStatistics::sent);
		count(registry, "notsent", "Such messages that the buffer to a node had no room for; they are repaired",
				TrackerStatistics::notSent);
		count(registry, "gaps", "How often such a message of another node was missed", TrackerStatistics::gaps);
		count(registry, "copies", "How often all of another node was taken over at once", TrackerStatistics::copies);
		count(registry, "divergences", "How often nodes differed that should not; report it",
				TrackerStatistics::divergences);
		count(registry, "unreadable", "Such messages that could not be read", TrackerStatistics::unreadable);
	}

	private void gauge(MeterRegistry registry, String name, String description,
			ToLongFunction<TrackerStatistics> value) {
		Gauge.builder("distsys.tracker." + name, this.trackers, (counted) -> sum(counted, value))
			.description(description)
			.register(registry);
	}

	private void count(MeterRegistry registry, String name, String description,
			ToLongFunction<TrackerStatistics> value) {
		FunctionCounter.builder("distsys.tracker." + name, this.trackers, (counted) -> sum(counted, value))
			.description(description)
			.register(registry);
	}

	private static long sum(Supplier<List<TrackerStatistics>> counted, ToLongFunction<TrackerStatistics> value) {
		return counted.get().stream().mapToLong(value).sum();
	}

}
