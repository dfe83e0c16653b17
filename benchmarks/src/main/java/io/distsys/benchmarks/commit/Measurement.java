package io.distsys.benchmarks.commit;

import java.util.Locale;

import io.distsys.benchmarks.report.LatencyFigures;

/**
 * One operation, from one node, at one concurrency, in one round.
 *
 * @param round the round
 * @param setting what was measured
 * @param figures what came out
 */
record Measurement(int round, Setting setting, LatencyFigures figures) {

	static final String COLUMNS = "round,operation,from,in_flight,count,per_second,p50_us,p99_us,max_us,failures";

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%s,%d,%s", this.round, this.setting.operation(), this.setting.from(),
				this.setting.inFlight(), this.figures.line());
	}

	/**
	 * What is measured.
	 *
	 * @param operation its name
	 * @param from which node: {@code leader} or {@code follower}
	 * @param inFlight how many at a time
	 */
	record Setting(String operation, String from, int inFlight) {

	}

}
