package io.distsys.benchmarks.topics;

import java.util.Locale;

/**
 * One thread of one node published as fast as it could.
 *
 * @param round the round
 * @param carrier {@code topic}, or {@code itopic} of Hazelcast
 * @param messages how many
 * @param seconds until the last of them had come to the last of three nodes
 * @param missing how many did not come, on all nodes
 */
record Flooded(int round, String carrier, int messages, double seconds, long missing) {

	static final String COLUMNS = "round,carrier,messages,seconds,per_second,missing";

	double perSecond() {
		return this.messages / this.seconds;
	}

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%d,%.3f,%.0f,%d", this.round, this.carrier, this.messages,
				this.seconds, perSecond(), this.missing);
	}

}
