package io.distsys.benchmarks.workers;

import java.util.Locale;

import io.distsys.benchmarks.report.LatencyFigures;

/**
 * Workers were called.
 *
 * @param round the round
 * @param place {@code here} or {@code there}: on the node of the callers, or another
 * @param way how they wait: {@value #THREADS} or {@value #STAGES}
 * @param callers how many calls at a time
 * @param figures what came out
 */
record Called(int round, String place, String way, int callers, LatencyFigures figures) {

	/** A thread for each call, which waits for the answer. */
	static final String THREADS = "threads";

	/** One thread for all, which waits for none. */
	static final String STAGES = "stages";

	static final String COLUMNS = "round,place,way,callers,count,per_second,p50_us,p99_us,max_us,failures";

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%s,%d,%s", this.round, this.place, this.way, this.callers,
				this.figures.line());
	}

}
