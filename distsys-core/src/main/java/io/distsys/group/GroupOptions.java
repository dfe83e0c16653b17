package io.distsys.group;

import java.util.Map;

/**
 * How a member joins.
 *
 * @param metadata what it says of itself
 * @param queueBound how many messages may wait for it
 * @param dropsOldest whether the message that waits longest makes room for a new one when
 * as many wait; if not, the new one is dropped
 * @since 0.1
 */
public record GroupOptions(Map<String, String> metadata, int queueBound, boolean dropsOldest) {

	public GroupOptions {
		metadata = Map.copyOf(metadata);
		if (queueBound < 1) {
			throw new IllegalArgumentException("queueBound must be positive, not " + queueBound);
		}
	}

	/**
	 * The defaults.
	 * @return no metadata, 1024 messages may wait, and a new one is dropped then
	 */
	public static GroupOptions ofDefaults() {
		return new GroupOptions(Map.of(), 1024, false);
	}

	/**
	 * These options with metadata.
	 * @param newMetadata what the member says of itself
	 * @return a copy
	 */
	public GroupOptions withMetadata(Map<String, String> newMetadata) {
		return new GroupOptions(newMetadata, this.queueBound, this.dropsOldest);
	}

}
