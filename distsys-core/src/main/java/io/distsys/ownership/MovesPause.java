package io.distsys.ownership;

import java.time.Instant;

/**
 * That nothing moves for balance and preference, by whose will and why. It stands in the
 * table, so that it outlives leaders and nodes; it ends with {@link Rebalancing#resume},
 * with the group (a restart of the whole cluster, a reset), and not by itself.
 *
 * @param by who asked for it
 * @param why for those who find it later
 * @param since when, by the wall clock of the node that was asked
 * @since 0.1
 */
public record MovesPause(String by, String why, Instant since) {

	private static final int LONGEST = 1_000;

	public MovesPause {
		require("by", by);
		require("why", why);
		// As precise as the log.
		since = Instant.ofEpochMilli(since.toEpochMilli());
	}

	private static void require(String name, String text) {
		if (text.isBlank() || text.length() > LONGEST) {
			throw new IllegalArgumentException("'" + name + "' of a pause must not be blank and have at most " + LONGEST
					+ " characters, it has " + text.length());
		}
	}

}
