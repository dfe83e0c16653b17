package io.distsys.benchmarks.names;

import java.util.Locale;

import io.distsys.benchmarks.names.node.Carrier;
import io.distsys.benchmarks.report.LatencyFigures;

/**
 * Names were registered at equal intervals, and the other nodes looked on.
 *
 * @param round the round
 * @param carrier what they are kept in
 * @param figures from the acknowledgement of a name until the last of the other nodes saw
 * it; 0 where all did before
 */
record Seen(int round, Carrier carrier, LatencyFigures figures) {

	static final String COLUMNS = "round,carrier,count,per_second,p50_us,p99_us,max_us,missing";

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%s", this.round, this.carrier, this.figures.line());
	}

}
