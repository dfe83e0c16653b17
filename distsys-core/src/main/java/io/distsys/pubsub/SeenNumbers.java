package io.distsys.pubsub;

import java.util.LinkedHashMap;
import java.util.Map;

import io.distsys.cluster.NodeId;

/**
 * What a reader has had of each publisher, so that it knows again what it reads again,
 * and sees what is missing. Of publishers that were silent the longest it forgets.
 */
final class SeenNumbers {

	private static final int MOST_PUBLISHERS = 10_000;

	private final Map<NodeId, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);

	private long gaps;

	/**
	 * Messages are missing, and already known to be: they are not found missing again.
	 */
	void skip() {
		this.gaps++;
	}

	/**
	 * Take notice of a message.
	 * @return how many of its publisher are missing before it; negative if this one was
	 * there before
	 */
	long next(NodeId publisher, long number) {
		Seen last = this.seen.get(publisher);
		if (last != null && number <= last.number()) {
			return -1;
		}
		this.seen.put(publisher, new Seen(number, this.gaps));
		if (this.seen.size() > MOST_PUBLISHERS) {
			this.seen.remove(this.seen.keySet().iterator().next());
		}
		return (last != null && last.gaps() == this.gaps) ? number - last.number() - 1 : 0;
	}

	private record Seen(long number, long gaps) {

	}

}
