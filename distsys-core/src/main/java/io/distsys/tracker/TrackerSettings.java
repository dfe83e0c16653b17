package io.distsys.tracker;

import java.time.Duration;

/**
 * Bounds and times of a {@link Tracker}.
 *
 * @param maxEntries how many entries this node may have
 * @param maxValueBytes how long the key and the value of one may be together
 * @param logLength of so many of its last changes a node can tell them one by one; who
 * misses more is told everything
 * @param logBytes about how many bytes these changes take at most; beyond it the oldest
 * are forgotten before there are so many
 * @param messageBytes about how many bytes are sent in one message
 * @param repairInterval how often each node says which version of its entries is the
 * last, so that what was lost on the way is noticed
 * @since 0.1
 */
public record TrackerSettings(int maxEntries, int maxValueBytes, int logLength, long logBytes, int messageBytes,
		Duration repairInterval) {

	public TrackerSettings {
		requirePositive("maxEntries", maxEntries);
		requirePositive("maxValueBytes", maxValueBytes);
		requirePositive("logLength", logLength);
		requirePositive("logBytes", logBytes);
		requirePositive("messageBytes", messageBytes);
		if (repairInterval.isNegative() || repairInterval.isZero()) {
			throw new IllegalArgumentException("repairInterval must be positive, not " + repairInterval);
		}
	}

	private static void requirePositive(String name, long value) {
		if (value < 1) {
			throw new IllegalArgumentException(name + " must be positive, not " + value);
		}
	}

	/**
	 * The defaults.
	 * @return a million entries of 64 KiB at most, a log of 65,536 changes and 16 MiB at
	 * most, messages of 64 KiB, repaired every 2 s
	 */
	public static TrackerSettings ofDefaults() {
		return new TrackerSettings(1_000_000, 65_536, 65_536, 16L * 1024 * 1024, 65_536, Duration.ofSeconds(2));
	}

}
