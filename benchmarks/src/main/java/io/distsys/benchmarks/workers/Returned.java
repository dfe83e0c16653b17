package io.distsys.benchmarks.workers;

import java.util.Locale;

/**
 * A node was killed.
 *
 * @param round the round
 * @param workers how many ran in the cluster
 * @param led whether the node led
 * @param millis until the last of them ran again, by its own word
 */
record Returned(int round, int workers, boolean led, double millis) {

	static final String COLUMNS = "round,workers,victim_led,back_ms";

	String line() {
		return String.format(Locale.ROOT, "%d,%d,%s,%.0f", this.round, this.workers, this.led, this.millis);
	}

}
