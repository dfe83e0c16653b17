package io.distsys.samples.donation;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A donation that has passed the {@link DonationRules}.
 *
 * @param donationId unique for its donor
 * @param donorId whose donation it is
 * @param city where the donor lives, may be empty
 * @param state where the donor lives, may be empty
 * @param amount in dollars, exact; negative for a refund
 * @param date when it was given
 * @param recipient who got it, may be empty
 */
record Donation(String donationId, String donorId, String city, String state, BigDecimal amount, LocalDate date,
		String recipient) {

}
