package io.distsys.actuate;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * Timers of one name with buckets, one for each of the tags that there may be: they are
 * made when a registry comes, so nothing that happens later makes another one.
 */
final class PreparedTimers {

	private final String name;

	private final String description;

	private final Collection<Tags> tags;

	private final Duration[] buckets;

	private final List<Map<Tags, Timer>> bound = new CopyOnWriteArrayList<>();

	PreparedTimers(String name, String description, Collection<Tags> tags, Duration... buckets) {
		this.name = name;
		this.description = description;
		this.tags = List.copyOf(tags);
		this.buckets = buckets.clone();
	}

	void bindTo(MeterRegistry registry) {
		Map<Tags, Timer> timers = new HashMap<>();
		for (Tags each : this.tags) {
			timers.put(each,
					Timer.builder(this.name)
						.description(this.description)
						.tags(each)
						.serviceLevelObjectives(this.buckets)
						.register(registry));
		}
		this.bound.add(timers);
	}

	/** Record a time; of tags that were not announced, nothing. */
	void record(Tags each, Duration took) {
		for (Map<Tags, Timer> timers : this.bound) {
			Timer timer = timers.get(each);
			if (timer != null) {
				timer.record(took);
			}
		}
	}

}
