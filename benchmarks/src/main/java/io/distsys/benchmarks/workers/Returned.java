package io.distsys.benchmarks.workers;

import java.util.Locale;

import io.distsys.ownership.Guarantee;

/**
 * A node was killed.
 *
 * @param round the round
 * @param guarantee of the workers
 * @param workers how many ran in the cluster
 * @param led whether the node led
 * @param lostMillis until another node was told that it is lost
 * @param millis until the last of the workers had answered a call
 */
record Returned(int round, Guarantee guarantee, int workers, boolean led, double lostMillis, double millis) {

	static final String COLUMNS = "round,guarantee,workers,victim_led,lost_ms,back_ms";

	/**
	 * Read what a node has answered.
	 * @param killed the clock just before
	 */
	static Returned of(int round, Guarantee guarantee, int workers, boolean led, long killed, String answer) {
		String[] clocks = answer.split(",");
		return new Returned(round, guarantee, workers, led, (Long.parseLong(clocks[0]) - killed) / 1e6,
				(Long.parseLong(clocks[1]) - killed) / 1e6);
	}

	/** Beside the time that it takes to notice the loss. */
	double sinceLost() {
		return this.millis - this.lostMillis;
	}

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%d,%s,%.0f,%.0f", this.round, this.guarantee, this.workers, this.led,
				this.lostMillis, this.millis);
	}

}
