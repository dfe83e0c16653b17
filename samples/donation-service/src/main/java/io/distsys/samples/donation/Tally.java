package io.distsys.samples.donation;

import java.math.BigDecimal;

/**
 * What some donors have given together.
 *
 * @param donors how many donors
 * @param count how many donations and refunds
 * @param sum their sum
 */
record Tally(int donors, long count, BigDecimal sum) {

	static final Tally NONE = new Tally(0, 0, new BigDecimal("0.00"));

	Tally plus(Tally other) {
		return new Tally(this.donors + other.donors, this.count + other.count, this.sum.add(other.sum));
	}

}
