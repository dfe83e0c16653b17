package io.distsys.samples.donation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a donation must be, whichever way it comes in. An amount has at most two decimals
 * and twelve digits before the point; it is kept exactly, with two decimals.
 */
final class DonationRules {

	private static final int MAX_LENGTH = 200;

	private static final int MAX_DECIMALS = 2;

	private static final BigDecimal AMOUNT_LIMIT = BigDecimal.TEN.pow(12);

	private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,12}(\\.\\d{1,2})?");

	private DonationRules() {
	}

	static Donation check(@Nullable String donationId, @Nullable String donorId, @Nullable String city,
			@Nullable String state, @Nullable BigDecimal amount, @Nullable String date, @Nullable String recipient) {
		return new Donation(id("donation_id", donationId), id("donor_id", donorId), text("city", city),
				text("state", state), amount(amount), date(date), text("recipient", recipient));
	}

	static BigDecimal parseAmount(String text) {
		if (text.isBlank()) {
			throw new InvalidDonationException("amount is blank");
		}
		if (!AMOUNT.matcher(text).matches()) {
			throw new InvalidDonationException(
					"amount '" + shorten(text) + "' is not a decimal number with at most two decimals");
		}
		return new BigDecimal(text);
	}

	static String shorten(String text) {
		return (text.length() <= 40) ? text : text.substring(0, 40) + "...";
	}

	private static String id(String name, @Nullable String value) {
		if (value == null || value.isBlank()) {
			throw new InvalidDonationException(name + " is blank");
		}
		return text(name, value);
	}

	private static String text(String name, @Nullable String value) {
		String text = (value != null) ? value.strip() : "";
		if (text.length() > MAX_LENGTH) {
			throw new InvalidDonationException(name + " is longer than " + MAX_LENGTH + " characters");
		}
		if (text.chars().anyMatch((character) -> Character.isISOControl(character) || character == '\uFFFD')) {
			throw new InvalidDonationException(name + " has characters that are not text");
		}
		return text;
	}

	private static BigDecimal amount(@Nullable BigDecimal amount) {
		if (amount == null) {
			throw new InvalidDonationException("amount is missing");
		}
		// Compared before it is scaled: 1e999999999 is small to send and large to write
		// out.
		if (amount.abs().compareTo(AMOUNT_LIMIT) >= 0) {
			throw new InvalidDonationException("amount has more than twelve digits before the point");
		}
		if (amount.scale() > MAX_DECIMALS && amount.stripTrailingZeros().scale() > MAX_DECIMALS) {
			throw new InvalidDonationException("amount has more than two decimals");
		}
		return amount.setScale(MAX_DECIMALS);
	}

	private static LocalDate date(@Nullable String date) {
		if (date == null || date.isBlank()) {
			throw new InvalidDonationException("date is blank");
		}
		try {
			return LocalDate.parse(date.strip());
		}
		catch (DateTimeParseException ex) {
			throw new InvalidDonationException("date '" + shorten(date) + "' is not a day as in 2008-01-25");
		}
	}

}
