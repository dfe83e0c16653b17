package io.distsys.benchmarks.names;

import java.util.Locale;

import io.distsys.benchmarks.names.node.Carrier;

/**
 * A certain number of names was registered, until every node knew all of them.
 *
 * @param round the round
 * @param carrier what they are kept in
 * @param callers how many registered them
 * @param names how many
 * @param seconds until the callers had done
 * @param secondsEverywhere until all nodes knew all of them
 * @param missing how many were not known, on all nodes
 */
record Spread(int round, Carrier carrier, int callers, int names, double seconds, double secondsEverywhere,
		int missing) {

	static final String COLUMNS = "round,carrier,callers,names,seconds,seconds_everywhere,per_second,"
			+ "per_second_everywhere,missing";

	double perSecond() {
		return this.names / this.seconds;
	}

	double perSecondEverywhere() {
		return this.names / this.secondsEverywhere;
	}

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%d,%d,%.3f,%.3f,%.0f,%.0f,%d", this.round, this.carrier, this.callers,
				this.names, this.seconds, this.secondsEverywhere, perSecond(), perSecondEverywhere(), this.missing);
	}

}
