package io.distsys.benchmarks.names;

import java.util.Locale;

import io.distsys.benchmarks.names.node.Carrier;
import io.distsys.benchmarks.report.LatencyFigures;

/**
 * Fresh names were registered by callers that wait for each.
 *
 * @param round the round
 * @param carrier what they are kept in
 * @param led whether the node of the callers led the group
 * @param callers how many there were
 * @param figures what came out
 */
record Registered(int round, Carrier carrier, boolean led, int callers, LatencyFigures figures) {

	static final String COLUMNS = "round,carrier,led,callers,count,per_second,p50_us,p99_us,max_us,failures";

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%s,%d,%s", this.round, this.carrier, this.led, this.callers,
				this.figures.line());
	}

}
