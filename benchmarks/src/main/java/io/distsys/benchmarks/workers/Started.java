package io.distsys.benchmarks.workers;

import java.util.Locale;

/**
 * Workers were started.
 *
 * @param round the round
 * @param workers how many
 * @param way how they were asked for
 * @param seconds until all starts were answered
 * @param failures starts that were not done
 * @param bytesEach heap of all nodes that each of them took, with its backup; NaN if that
 * was not measured
 */
record Started(int round, int workers, String way, double seconds, int failures, double bytesEach) {

	static final String ONE = "1 in flight";

	static final String SOME = "64 in flight";

	static final String ALL = "startAll";

	static final String COLUMNS = "round,workers,way,seconds,per_second,failures,bytes_each";

	/** Read what a node has answered. */
	static Started of(int round, int workers, String way, String answer) {
		String[] parts = answer.split(",");
		return new Started(round, workers, way, Double.parseDouble(parts[0]), Integer.parseInt(parts[1]), Double.NaN);
	}

	Started withHeap(long before, long after) {
		return new Started(this.round, this.workers, this.way, this.seconds, this.failures,
				(double) (after - before) / this.workers);
	}

	double perSecond() {
		return this.workers / this.seconds;
	}

	String line() {
		return String.format(Locale.ROOT, "%d,%d,%s,%.3f,%.0f,%d,%.0f", this.round, this.workers, this.way,
				this.seconds, perSecond(), this.failures, this.bytesEach);
	}

}
