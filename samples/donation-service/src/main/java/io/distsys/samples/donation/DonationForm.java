package io.distsys.samples.donation;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * A donation as it is posted, not yet checked.
 *
 * @param donationId its id
 * @param donorId whose it is
 * @param city where the donor lives
 * @param state where the donor lives
 * @param amount in dollars
 * @param date as in 2008-01-25
 * @param recipient who gets it
 */
record DonationForm(@Nullable String donationId, @Nullable String donorId, @Nullable String city,
		@Nullable String state, @Nullable BigDecimal amount, @Nullable String date, @Nullable String recipient) {

	Donation check() {
		return DonationRules.check(this.donationId, this.donorId, this.city, this.state, this.amount, this.date,
				this.recipient);
	}

}
