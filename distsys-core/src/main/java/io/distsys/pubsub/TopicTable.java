package io.distsys.pubsub;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The topics of one node: those that it listens to, which the application bounds, and
 * those that it publishes on, of which there may be one for each order or user. So only
 * so many are counted one by one. Thread-safe.
 */
final class TopicTable {

	/** One that is listened to here is counted by itself however many there are. */
	static final int MOST_COUNTED = 1_000;

	/** Counts what is published on the topics beyond. */
	static final String OTHERS = "(others)";

	private final Map<String, Topic> topics = new ConcurrentHashMap<>();

	private final Map<String, Topic> patterns = new ConcurrentHashMap<>();

	private final Topic others = new Topic(OTHERS);

	/**
	 * The topic that a message is published on.
	 * @throws IllegalArgumentException if the name is a pattern
	 */
	Topic published(String name) {
		Topic known = this.topics.get(name);
		if (known != null) {
			return known;
		}
		if (TopicFilter.isPattern(name)) {
			throw new IllegalArgumentException("'" + name + "' is a pattern of topics: publish on one topic");
		}
		return (this.topics.size() < MOST_COUNTED) ? this.topics.computeIfAbsent(name, Topic::new) : this.others;
	}

	/** The topic, or the pattern, that somebody here listens to. */
	Topic listenedTo(String name) {
		Map<String, Topic> all = TopicFilter.isPattern(name) ? this.patterns : this.topics;
		return all.computeIfAbsent(name, Topic::new);
	}

	@Nullable Topic find(String name) {
		return this.topics.get(name);
	}

	Collection<Topic> patterns() {
		return this.patterns.values();
	}

	Stream<Topic> all() {
		Stream<Topic> named = Stream.concat(this.topics.values().stream(), this.patterns.values().stream());
		return this.others.hasBeenPublishedOn() ? Stream.concat(named, Stream.of(this.others)) : named;
	}

}
