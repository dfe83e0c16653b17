package io.distsys.samples.donation.local;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * The large file of donations, and what is true of it. Each row is one line.
 *
 * @param header its first line
 * @param rows the others
 */
public record DonationFile(String header, List<String> rows) {

	/** Beside the repository; {@code -Ddistsys.donations} names another place. */
	public static final Path PATH = Path.of(System.getProperty("distsys.donations",
			Path.of("..", "..", "..", "shared", "data", "donations.csv").toString()));

	private static final int DONOR = 1;

	private static final int AMOUNT = 4;

	/**
	 * Read it.
	 * @return the file
	 * @throws IOException if that is not possible
	 */
	public static DonationFile read() throws IOException {
		try (Stream<String> lines = Files.lines(PATH)) {
			List<String> all = lines.toList();
			return new DonationFile(all.get(0), all.subList(1, all.size()));
		}
	}

	/**
	 * What each donor has given.
	 * @param some rows
	 * @return the accounts, by donor
	 * @throws IOException if a row cannot be read
	 */
	public static Map<String, Account> accounts(List<String> some) throws IOException {
		Map<String, Account> accounts = new TreeMap<>();
		try (CSVParser rows = CSVParser.parse(String.join("\n", some), CSVFormat.RFC4180)) {
			rows.forEach((row) -> accounts.merge(row.get(DONOR), new Account(1, new BigDecimal(row.get(AMOUNT))),
					Account::plus));
		}
		return accounts;
	}

	/**
	 * What one donor has given.
	 *
	 * @param count how many donations and refunds
	 * @param total their sum
	 */
	public record Account(int count, BigDecimal total) {

		private Account plus(Account other) {
			return new Account(this.count + other.count, this.total.add(other.total));
		}

	}

}
