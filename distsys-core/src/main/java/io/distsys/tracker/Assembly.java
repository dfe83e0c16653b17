package io.distsys.tracker;

import java.util.HashMap;
import java.util.Map;

import io.distsys.tracker.TrackerMessage.Part;

/** All entries of another node in one version, as far as they have come. */
final class Assembly {

	private final Map<Long, Tracked> entries = new HashMap<>();

	private final long version;

	private int parts;

	private long lastNanos;

	Assembly(long version) {
		this.version = version;
	}

	/** Take the part that follows the last one; any other is not taken. */
	boolean take(Part part, long now) {
		if (part.version() != this.version || part.number() != this.parts) {
			return false;
		}
		this.parts++;
		this.lastNanos = now;
		part.entries().forEach((entry) -> this.entries.put(entry.id(), entry));
		return true;
	}

	long lastNanos() {
		return this.lastNanos;
	}

	Map<Long, Tracked> entries() {
		return this.entries;
	}

}
