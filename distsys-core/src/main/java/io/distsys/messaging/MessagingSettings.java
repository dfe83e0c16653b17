package io.distsys.messaging;

import java.time.Duration;

/**
 * Bounds of the messenger.
 *
 * @param maxFrameMessages how many messages travel in one frame at most
 * @param maxFrameBytes when a frame takes no further message; a larger message travels in
 * parts of this size, one after the other
 * @param maxPayloadBytes size of the largest payload that is sent
 * @param tick how often timeouts are looked at, thus their resolution
 * @param control bounds of the control lane, for each destination
 * @param bulk bounds of the bulk lane, for each destination
 * @since 0.1
 */
public record MessagingSettings(int maxFrameMessages, int maxFrameBytes, int maxPayloadBytes, Duration tick,
		LaneSettings control, LaneSettings bulk) {

	public MessagingSettings {
		requirePositive("maxFrameMessages", maxFrameMessages);
		requirePositive("maxFrameBytes", maxFrameBytes);
		requirePositive("maxPayloadBytes", maxPayloadBytes);
		requirePositive("tick", tick.toNanos());
	}

	/**
	 * Settings that suit a cluster of some tens of nodes.
	 * @return the settings
	 */
	public static MessagingSettings ofDefaults() {
		return new MessagingSettings(1024, 256 * 1024, 16 * 1024 * 1024, Duration.ofMillis(20),
				new LaneSettings(20_000, 8L * 1024 * 1024, Duration.ofSeconds(1)),
				new LaneSettings(100_000, 64L * 1024 * 1024, Duration.ofSeconds(5)));
	}

	LaneSettings of(Lane lane) {
		return (lane == Lane.CONTROL) ? this.control : this.bulk;
	}

	private static void requirePositive(String name, long value) {
		if (value <= 0) {
			throw new IllegalArgumentException(name + " must be positive, not " + value);
		}
	}

	/**
	 * Bounds of one lane to one destination. Replies may fill twice as much, so that
	 * casts cannot push them out.
	 *
	 * @param maxQueuedMessages how many messages wait at most
	 * @param maxQueuedBytes how many bytes wait at most; a message that finds an empty
	 * queue is always taken
	 * @param ackTimeout how long a frame may stay unacknowledged before the next one is
	 * sent
	 */
	public record LaneSettings(int maxQueuedMessages, long maxQueuedBytes, Duration ackTimeout) {

		public LaneSettings {
			requirePositive("maxQueuedMessages", maxQueuedMessages);
			requirePositive("maxQueuedBytes", maxQueuedBytes);
			requirePositive("ackTimeout", ackTimeout.toNanos());
		}

	}

}
