package io.distsys.benchmarks.topics.node;

import java.util.function.LongConsumer;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import io.distsys.pubsub.SubscriptionOptions;
import io.distsys.pubsub.SubscriptionOptions.Overflow;
import io.distsys.pubsub.Topics;

/**
 * What brings a number to all nodes: a topic of the library, and one of Hazelcast's. Each
 * has one listener here, which counts.
 */
class Carriers {

	private static final String TOPIC = "benchmark";

	/**
	 * More than are published in one measurement: what is measured is how fast all of
	 * them arrive, and no listener drops any.
	 */
	private static final int BOUND = 2_000_000;

	private final Arrivals ofOurs = new Arrivals();

	private final Arrivals ofHazelcasts = new Arrivals();

	private final Topics topics;

	private final ITopic<Long> topic;

	Carriers(Topics topics, HazelcastInstance hazelcast) {
		this.topics = topics;
		this.topic = hazelcast.getTopic(TOPIC);
		topics.subscribe(TOPIC, Long.class, (message, publication) -> this.ofOurs.take(message),
				new SubscriptionOptions("benchmark", BOUND, Overflow.DROP_NEWEST));
		this.topic.addMessageListener((message) -> this.ofHazelcasts.take(message.getMessageObject()));
	}

	/** What publishes a number. */
	LongConsumer publisher(String carrier) {
		return isOurs(carrier) ? (number) -> this.topics.publish(TOPIC, number) : this.topic::publish;
	}

	Arrivals arrivals(String carrier) {
		return isOurs(carrier) ? this.ofOurs : this.ofHazelcasts;
	}

	private static boolean isOurs(String carrier) {
		return switch (carrier) {
			case "topic" -> true;
			case "itopic" -> false;
			default -> throw new IllegalArgumentException("Nothing is called '" + carrier + "'");
		};
	}

}
