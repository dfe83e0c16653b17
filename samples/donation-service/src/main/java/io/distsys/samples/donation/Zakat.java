package io.distsys.samples.donation;

import java.math.BigDecimal;

/**
 * The zakat on an amount: 2.5 % of it, exactly. Nothing is rounded: two decimals times
 * three give five, of which trailing zeros beyond the second are left out.
 */
final class Zakat {

	private static final BigDecimal RATE = new BigDecimal("0.025");

	private static final int MIN_DECIMALS = 2;

	private Zakat() {
	}

	static BigDecimal of(BigDecimal amount) {
		BigDecimal exact = amount.multiply(RATE).stripTrailingZeros();
		return (exact.scale() < MIN_DECIMALS) ? exact.setScale(MIN_DECIMALS) : exact;
	}

}
