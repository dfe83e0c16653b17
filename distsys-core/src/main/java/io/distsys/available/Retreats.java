package io.distsys.available;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.distsys.ownership.ResourceKey;
import io.distsys.time.DoublingPause;
import io.distsys.time.EventLoop;

/**
 * What this node could not activate and does not want for a while. It wants it again by
 * itself, and takes it from whoever has it then: so each failure in a row counts for
 * twice as long as the one before. Lives on the event loop.
 */
final class Retreats {

	static final Duration LONGEST = Duration.ofHours(1);

	private final EventLoop loop;

	private final DoublingPause pauses;

	private final Runnable listener;

	private final Set<ResourceKey> declined = new HashSet<>();

	private final Map<ResourceKey, Duration> lengths = new HashMap<>();

	/**
	 * @param first how long the first one is
	 * @param listener told when one has ended
	 */
	Retreats(EventLoop loop, Duration first, Runnable listener) {
		this.loop = loop;
		this.pauses = new DoublingPause(first, (first.compareTo(LONGEST) < 0) ? LONGEST : first);
		this.listener = listener;
	}

	/** What is not wanted now. */
	Set<ResourceKey> declined() {
		return Set.copyOf(this.declined);
	}

	void failed(ResourceKey key) {
		Duration length = this.pauses.after(this.lengths.get(key));
		this.lengths.put(key, length);
		this.declined.add(key);
		this.loop.schedule(length, () -> {
			this.declined.remove(key);
			this.listener.run();
		});
	}

	void activated(ResourceKey key) {
		this.lengths.remove(key);
	}

}
