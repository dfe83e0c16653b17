package io.distsys.benchmarks.names;

import java.util.Locale;

import io.distsys.benchmarks.names.node.Carrier;
import io.distsys.benchmarks.report.LatencyFigures;

/**
 * Names were looked up by one thread.
 *
 * @param round the round
 * @param carrier what they are kept in
 * @param own whether it was on the node that had registered them
 * @param names how many there were
 * @param batch how many look-ups were measured at a time
 * @param figures of a batch
 */
record LookedUp(int round, Carrier carrier, boolean own, int names, int batch, LatencyFigures figures) {

	static final String COLUMNS = "round,carrier,own,names,batch,per_second,p50_ns,p99_ns";

	/** Of the batches the one in the middle, divided by what was in it. */
	double medianNanos() {
		return this.figures.medianMicros() * 1e3 / this.batch;
	}

	double perSecond() {
		return this.figures.perSecond() * this.batch;
	}

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%s,%d,%d,%.0f,%.1f,%.1f", this.round, this.carrier, this.own,
				this.names, this.batch, perSecond(), medianNanos(), this.figures.p99Micros() * 1e3 / this.batch);
	}

}
