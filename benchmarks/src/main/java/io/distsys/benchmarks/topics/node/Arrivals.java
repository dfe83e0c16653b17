package io.distsys.benchmarks.topics.node;

import java.time.Duration;

import io.distsys.benchmarks.report.LatencyFigures;
import org.HdrHistogram.Histogram;

/**
 * What has come to one listener: how many, when the last one came, and, for numbers that
 * are times, how long they were on their way. All nodes read one clock.
 */
final class Arrivals {

	private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();

	private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);

	private long count;

	private long lastAtNanos;

	/** Take a number: a time if it is not negative. */
	synchronized void take(long number) {
		this.count++;
		if (number >= 0) {
			this.latencies.recordValue(Math.min(LONGEST_NANOS, Math.max(0, System.nanoTime() - number)));
		}
		else {
			this.lastAtNanos = System.nanoTime();
		}
	}

	synchronized void forget() {
		this.count = 0;
		this.lastAtNanos = 0;
		this.latencies.reset();
	}

	synchronized long count() {
		return this.count;
	}

	/** Answers with how many have come, and the clock when the last one did. */
	synchronized String flood() {
		return this.count + "," + this.lastAtNanos;
	}

	/** Answers with a line of {@link LatencyFigures}; what has not come has failed. */
	synchronized String latencies(int expected, Duration time) {
		return LatencyFigures.of(this.latencies, time, expected - this.count).line();
	}

}
