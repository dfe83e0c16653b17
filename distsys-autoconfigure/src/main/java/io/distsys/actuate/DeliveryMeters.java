package io.distsys.actuate;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.distsys.group.ClusterGroups;
import io.distsys.messaging.DeliveryQueue;
import io.distsys.pubsub.ReliableTopics;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.pubsub.Topics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the messages for subscribers of topics, reliable ones too, and members of
 * groups on this node, in sum: names of topics and groups, of which there may be any
 * number, do not become tags.
 *
 * @since 0.1
 */
public final class DeliveryMeters implements MeterBinder {

	private final @Nullable Topics topics;

	private final @Nullable ReliableTopics reliable;

	private final @Nullable ClusterGroups groups;

	/**
	 * Create it.
	 * @param topics the topics, or {@literal null}
	 * @param reliable the reliable topics, or {@literal null}
	 * @param groups the groups, or {@literal null}
	 */
	public DeliveryMeters(@Nullable Topics topics, @Nullable ReliableTopics reliable, @Nullable ClusterGroups groups) {
		this.topics = topics;
		this.reliable = reliable;
		this.groups = groups;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Topics published = this.topics;
		if (published != null) {
			count(registry, "distsys.topics.published", "Messages published on this node", published,
					(counted) -> sum(counted.statistics(), TopicStatistics::published));
			count(registry, "distsys.topics.sent", "Messages of topics handed to other nodes", published,
					(counted) -> sum(counted.statistics(), TopicStatistics::sent));
			count(registry, "distsys.topics.notsent",
					"Messages of topics that the buffer to a node had no room for, or no member of a group took",
					published, (counted) -> sum(counted.statistics(), TopicStatistics::notSent));
			deliveries(registry, "distsys.topics", published, Topics::deliveries, "subscribers");
		}
		if (this.reliable != null) {
			reliable(registry, this.reliable);
		}
		if (this.groups != null) {
			deliveries(registry, "distsys.groups", this.groups, ClusterGroups::deliveries, "members of groups");
		}
	}

	private static void reliable(MeterRegistry registry, ReliableTopics source) {
		count(registry, "distsys.topics.reliable.delivered", "Messages of reliable topics that subscribers took",
				source, (now) -> now.deliveries().delivered());
		count(registry, "distsys.topics.reliable.failed", "Messages of reliable topics that subscribers failed on",
				source, (now) -> now.deliveries().failed());
		count(registry, "distsys.topics.reliable.lost", "Messages of reliable topics that subscribers have missed",
				source, (now) -> now.deliveries().lost());
		Gauge.builder("distsys.topics.reliable.waiting", source, ReliableTopics::waiting)
			.description("Messages of reliable topics that wait on this node to be stored")
			.register(registry);
	}

	private static <T> void deliveries(MeterRegistry registry, String name, T source,
			Function<T, DeliveryQueue.Statistics> counted, String receivers) {
		Gauge.builder(name + ".queued", source, (now) -> counted.apply(now).queued())
			.description("Messages that wait for " + receivers + " of this node")
			.register(registry);
		count(registry, name + ".delivered", "Messages that " + receivers + " of this node took", source,
				(now) -> counted.apply(now).delivered());
		count(registry, name + ".dropped", "Messages that " + receivers + " of this node had no room for", source,
				(now) -> counted.apply(now).dropped());
		count(registry, name + ".failed", "Messages that " + receivers + " of this node failed on", source,
				(now) -> counted.apply(now).failed());
	}

	private static <T> void count(MeterRegistry registry, String name, String description, T source,
			ToDoubleFunction<T> value) {
		FunctionCounter.builder(name, source, value).description(description).register(registry);
	}

	private static long sum(List<TopicStatistics> counted, ToLongFunction<TopicStatistics> value) {
		return counted.stream().mapToLong(value).sum();
	}

}
