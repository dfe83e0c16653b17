package io.distsys.benchmarks.report;

import java.time.Duration;
import java.util.Locale;

import org.HdrHistogram.AbstractHistogram;

/**
 * What a closed loop has measured.
 *
 * @param count operations that began and ended in the time
 * @param perSecond how many that is a second
 * @param medianMicros half of them took no longer
 * @param p99Micros all but one in a hundred took no longer
 * @param maxMicros none took longer
 * @param failures operations that failed
 */
public record LatencyFigures(long count, double perSecond, double medianMicros, double p99Micros, double maxMicros,
		long failures) {

	/**
	 * Read a histogram.
	 * @param nanos latencies in nanoseconds
	 * @param time how long was measured
	 * @param failures how many operations failed
	 * @return the figures
	 */
	public static LatencyFigures of(AbstractHistogram nanos, Duration time, long failures) {
		long count = nanos.getTotalCount();
		return new LatencyFigures(count, count * 1e9 / time.toNanos(), nanos.getValueAtPercentile(50) / 1e3,
				nanos.getValueAtPercentile(99) / 1e3, nanos.getMaxValue() / 1e3, failures);
	}

	/**
	 * One line that {@link #parse} reads.
	 * @return numbers between commas
	 */
	public String line() {
		return String.format(Locale.ROOT, "%d,%.1f,%.1f,%.1f,%.1f,%d", this.count, this.perSecond, this.medianMicros,
				this.p99Micros, this.maxMicros, this.failures);
	}

	/**
	 * Read what {@link #line()} wrote.
	 * @param line the line
	 * @return the figures
	 */
	public static LatencyFigures parse(String line) {
		String[] parts = line.split(",");
		return new LatencyFigures(Long.parseLong(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]),
				Double.parseDouble(parts[3]), Double.parseDouble(parts[4]), Long.parseLong(parts[5]));
	}

}
