package io.distsys.singleton;

import java.time.Duration;
import java.time.Instant;

/**
 * The last run of a scheduled method of a singleton.
 *
 * @param singleton name of the singleton
 * @param task names the method within the singleton
 * @param startedAt when it began, by the wall clock of its node
 * @param took how long it ran
 * @param failed whether it threw
 * @param node name of the node that it ran on
 * @since 0.1
 */
public record ScheduledRun(String singleton, String task, Instant startedAt, Duration took, boolean failed,
		String node) {

	/**
	 * When it ended.
	 * @return the wall clock of its node then
	 */
	public Instant endedAt() {
		return this.startedAt.plus(this.took);
	}

}
