package io.distsys.time;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Pauses of which each is twice as long as the one before, up to a longest: what fails
 * again and again is tried more and more seldom (binary exponential back-off).
 *
 * @param first the first one
 * @param longest none is longer
 * @since 0.1
 */
public record DoublingPause(Duration first, Duration longest) {

	public DoublingPause {
		if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
			throw new IllegalArgumentException("The first pause must be positive and not longer than the longest, not "
					+ first + " and " + longest);
		}
	}

	/**
	 * The pause that follows another.
	 * @param former the one before, or {@literal null} if there was none
	 * @return the next one
	 */
	public Duration after(@Nullable Duration former) {
		if (former == null) {
			return this.first;
		}
		Duration twice = former.multipliedBy(2);
		return (twice.compareTo(this.longest) < 0) ? twice : this.longest;
	}

}
