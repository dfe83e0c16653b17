package io.distsys.actuate;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Counters of one name, one for each of the tags that there may be, which count from the
 * start whether there is a registry or not.
 */
final class PreparedCounters {

	private final String name;

	private final String description;

	private final Map<Tags, LongAdder> counts;

	PreparedCounters(String name, String description, Collection<Tags> tags) {
		Map<Tags, LongAdder> zeros = new HashMap<>();
		tags.forEach((each) -> zeros.put(each, new LongAdder()));
		this.name = name;
		this.description = description;
		this.counts = Map.copyOf(zeros);
	}

	void bindTo(MeterRegistry registry) {
		this.counts.forEach((tags, count) -> FunctionCounter.builder(this.name, count, LongAdder::sum)
			.description(this.description)
			.tags(tags)
			.register(registry));
	}

	/** Count; of tags that were not announced, nothing. */
	void increment(Tags tags) {
		LongAdder count = this.counts.get(tags);
		if (count != null) {
			count.increment();
		}
	}

}
