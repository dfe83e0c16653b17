package io.distsys.samples.donation;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DonationRules} and {@link Zakat}.
 */
class DonationRulesTests {

	@ParameterizedTest
	@CsvSource({ "1,1.00", "1.5,1.50", "-0.01,-0.01", "1e3,1000.00", "2.5000,2.50", "999999999999.99,999999999999.99" })
	void keepsAmountsExactlyWithTwoDecimals(BigDecimal given, BigDecimal kept) {
		assertThat(check("a", given).amount()).isEqualTo(kept);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.001", "1000000000000", "-1000000000000", "1e999999999", "1e-999999999" })
	void refusesAmountsThatDoNotFit(BigDecimal given) {
		assertThatExceptionOfType(InvalidDonationException.class).isThrownBy(() -> check("a", given))
			.withMessageStartingWith("amount has more than");
	}

	@Test
	void refusesIdsOfAnyLength() {
		assertThatExceptionOfType(InvalidDonationException.class)
			.isThrownBy(() -> check("a".repeat(201), BigDecimal.ONE))
			.withMessage("donation_id is longer than 200 characters");
	}

	@ParameterizedTest
	@CsvSource({ "0.00,0.00", "100.00,2.50", "0.01,0.00025", "-40.00,-1.00", "1793882.36,44847.059" })
	void zakatIsExact(BigDecimal amount, BigDecimal zakat) {
		assertThat(Zakat.of(amount)).isEqualTo(zakat);
	}

	private static Donation check(String id, BigDecimal amount) {
		return DonationRules.check(id, "amina", null, null, amount, "2026-01-02", null);
	}

}
