package io.distsys.benchmarks.workers;

import java.util.Locale;

import io.distsys.benchmarks.report.LatencyFigures;

/**
 * Workers were called.
 *
 * @param round the round
 * @param place {@code here} or {@code there}: on the node of the callers, or another
 * @param callers how many at a time
 * @param figures what came out
 */
record Called(int round, String place, int callers, LatencyFigures figures) {

	static final String COLUMNS = "round,place,callers,count,per_second,p50_us,p99_us,max_us,failures";

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%d,%s", this.round, this.place, this.callers, this.figures.line());
	}

}
