package io.distsys.benchmarks.topics;

import java.util.Locale;

import io.distsys.benchmarks.report.LatencyFigures;

/**
 * One node published at equal intervals, and the others listened.
 *
 * @param round the round
 * @param carrier {@code topic}, or {@code itopic} of Hazelcast
 * @param rate messages a second
 * @param listener the node whose figures they are
 * @param figures how long each was on its way
 */
record Paced(int round, String carrier, int rate, int listener, LatencyFigures figures) {

	static final String COLUMNS = "round,carrier,rate,listener,count,per_second,p50_us,p99_us,max_us,failures";

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%d,%d,%s", this.round, this.carrier, this.rate, this.listener,
				this.figures.line());
	}

}
