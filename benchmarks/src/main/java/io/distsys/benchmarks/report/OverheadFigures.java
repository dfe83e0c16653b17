package io.distsys.benchmarks.report;

import java.util.Locale;

/**
 * What a call costs more through a proxy than one of the object behind it, both measured
 * in turn in one process.
 *
 * @param rounds so many times each was measured
 * @param plainNanos of a call of the object, the median of the rounds
 * @param proxiedNanos of a call through the proxy, the median of the rounds
 * @param moreNanos the median of the differences within a round
 */
public record OverheadFigures(int rounds, double plainNanos, double proxiedNanos, double moreNanos) {

	/**
	 * One line that {@link #parse} reads.
	 * @return numbers between commas
	 */
	public String line() {
		return String.format(Locale.ROOT, "%d,%.1f,%.1f,%.1f", this.rounds, this.plainNanos, this.proxiedNanos,
				this.moreNanos);
	}

	/**
	 * Read what {@link #line()} wrote.
	 * @param line the line
	 * @return the figures
	 */
	public static OverheadFigures parse(String line) {
		String[] parts = line.split(",");
		return new OverheadFigures(Integer.parseInt(parts[0]), Double.parseDouble(parts[1]),
				Double.parseDouble(parts[2]), Double.parseDouble(parts[3]));
	}

}
