package io.distsys.benchmarks.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A few figures of one thing, exact: nothing is interpolated. Immutable. */
public final class Samples {

	private final double[] sorted;

	private Samples(double[] sorted) {
		this.sorted = sorted;
	}

	/**
	 * Collect figures.
	 * @param figures in any order
	 * @return the samples
	 */
	public static Samples of(DoubleStream figures) {
		return new Samples(figures.sorted().toArray());
	}

	/**
	 * How many there are.
	 * @return the number
	 */
	public int count() {
		return this.sorted.length;
	}

	/**
	 * The smallest figure that half of all do not exceed.
	 * @return the lower median, NaN if there is none
	 */
	public double median() {
		return (this.sorted.length == 0) ? Double.NaN : this.sorted[(this.sorted.length - 1) / 2];
	}

	/**
	 * The smallest.
	 * @return the figure, NaN if there is none
	 */
	public double min() {
		return Arrays.stream(this.sorted).min().orElse(Double.NaN);
	}

	/**
	 * The largest.
	 * @return the figure, NaN if there is none
	 */
	public double max() {
		return Arrays.stream(this.sorted).max().orElse(Double.NaN);
	}

	/**
	 * Median and largest, for a cell of a table.
	 * @return for instance {@code 12 / 30}, or a dash if there is none
	 */
	public String medianAndMax() {
		return (this.sorted.length == 0) ? "–" : String.format(Locale.ROOT, "%.0f / %.0f", median(), max());
	}

}
