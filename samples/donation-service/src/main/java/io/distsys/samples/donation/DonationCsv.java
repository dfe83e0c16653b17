package io.distsys.samples.donation;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import io.distsys.samples.donation.NumberedLines.Line;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads donations from CSV, one row after another. Each record is parsed on its own, so
 * that a quote which is never closed spoils its own line and not the rest of the file: a
 * quoted field may span lines, but not more than {@value #MAX_SPAN}.
 */
final class DonationCsv implements Closeable {

	static final List<String> COLUMNS = List.of("donation_id", "donor_id", "city", "state", "amount", "date",
			"recipient");

	private static final int MAX_SPAN = 10;

	private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

	private final NumberedLines lines;

	private DonationCsv(NumberedLines lines) {
		this.lines = lines;
	}

	/**
	 * Start to read.
	 * @param stream UTF-8, the first line names the columns
	 * @return the reader
	 * @throws IOException if the stream cannot be read
	 * @throws InvalidDonationException if the first line does not name the columns
	 */
	static DonationCsv open(InputStream stream) throws IOException {
		NumberedLines lines = new NumberedLines(stream);
		Line header = lines.next();
		if (header == null || !header.text().strip().equals(String.join(",", COLUMNS))) {
			throw new InvalidDonationException("The first line must be " + String.join(",", COLUMNS) + " and is "
					+ ((header != null) ? "'" + DonationRules.shorten(header.text()) + "'" : "missing"));
		}
		return new DonationCsv(lines);
	}

	/**
	 * Read the next row; empty lines are passed over.
	 * @return the row, or {@literal null} at the end
	 * @throws IOException if the stream cannot be read
	 */
	@Nullable Row next() throws IOException {
		Line line = this.lines.next();
		while (line != null && line.text().isBlank()) {
			line = this.lines.next();
		}
		return (line != null) ? row(line) : null;
	}

	private Row row(Line first) throws IOException {
		try {
			return new Row.Valid(first.number(), donation(fields(first)));
		}
		catch (InvalidDonationException ex) {
			return new Row.Malformed(first.number(), String.valueOf(ex.getMessage()));
		}
	}

	private static Donation donation(List<String> fields) {
		return DonationRules.check(fields.get(0), fields.get(1), fields.get(2), fields.get(3),
				DonationRules.parseAmount(fields.get(4).strip()), fields.get(5), fields.get(6));
	}

	private List<String> fields(Line first) throws IOException {
		Parsed parsed = parse(first);
		if (!parsed.openQuote()) {
			return parsed.complete();
		}
		List<Line> ahead = new ArrayList<>();
		StringBuilder text = new StringBuilder(first.text());
		while (parsed.openQuote() && ahead.size() + 1 < MAX_SPAN) {
			Line line = this.lines.next();
			if (line == null) {
				break;
			}
			ahead.add(line);
			text.append('\n').append(line.text());
			parsed = parse(new Line(first.number(), text.toString(), line.tooLong()));
		}
		if (parsed.openQuote() || !parsed.isComplete()) {
			for (int i = ahead.size() - 1; i >= 0; i--) {
				this.lines.putBack(ahead.get(i));
			}
			throw new InvalidDonationException("a quote is not closed");
		}
		return parsed.complete();
	}

	private static Parsed parse(Line line) {
		if (line.tooLong()) {
			return Parsed.failed("the line is longer than " + NumberedLines.MAX_LENGTH + " characters");
		}
		try (CSVParser parser = CSVParser.parse(line.text(), FORMAT)) {
			List<CSVRecord> records = parser.getRecords();
			return new Parsed((records.size() == 1) ? records.get(0).toList() : List.of(), null, false);
		}
		catch (UncheckedIOException | IOException ex) {
			// The parser has one exception for both, and says this only of a quote
			// that is open at the end.
			boolean openQuote = String.valueOf(ex.getMessage()).contains("EOF reached before encapsulated token");
			return new Parsed(List.of(), "a quote stands where none may", openQuote);
		}
	}

	@Override
	public void close() throws IOException {
		this.lines.close();
	}

	/** A row that is a donation, or is not. */
	sealed interface Row {

		/**
		 * The number of the row's first line.
		 * @return the line, from 1
		 */
		long line();

		/**
		 * A row that is a donation.
		 *
		 * @param line the number of its first line
		 * @param donation the donation
		 */
		record Valid(long line, Donation donation) implements Row {

		}

		/**
		 * A row that is none.
		 *
		 * @param line the number of its first line
		 * @param reason why
		 */
		record Malformed(long line, String reason) implements Row {

		}

	}

	/**
	 * What the parser made of a text.
	 *
	 * @param fields the fields, if it could be parsed
	 * @param problem why it could not
	 * @param openQuote whether it may go on in the next line
	 */
	private record Parsed(List<String> fields, @Nullable String problem, boolean openQuote) {

		static Parsed failed(String problem) {
			return new Parsed(List.of(), problem, false);
		}

		boolean isComplete() {
			return this.problem == null && this.fields.size() == COLUMNS.size();
		}

		List<String> complete() {
			if (this.problem != null) {
				throw new InvalidDonationException(this.problem);
			}
			if (this.fields.size() != COLUMNS.size()) {
				throw new InvalidDonationException(
						"has " + this.fields.size() + " columns instead of " + COLUMNS.size());
			}
			return this.fields;
		}

	}

}
