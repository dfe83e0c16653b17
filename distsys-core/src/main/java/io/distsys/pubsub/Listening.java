package io.distsys.pubsub;

import java.util.Comparator;

/**
 * What a node listens to.
 *
 * @param topic the topic or pattern
 * @param group the group in which it does; empty if it hears every message
 */
record Listening(String topic, String group) implements Comparable<Listening> {

	private static final Comparator<Listening> ORDER = Comparator.comparing(Listening::topic)
		.thenComparing(Listening::group);

	@Override
	public int compareTo(Listening other) {
		return ORDER.compare(this, other);
	}

}
