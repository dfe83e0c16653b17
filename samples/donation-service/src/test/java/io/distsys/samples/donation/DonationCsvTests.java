package io.distsys.samples.donation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

import io.distsys.samples.donation.DonationCsv.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DonationCsv}.
 */
class DonationCsvTests {

	private static final String HEADER = "donation_id,donor_id,city,state,amount,date,recipient\n";

	private static final String GOOD = "a-1,amina,Bristol,CT,12.5,2026-01-02,Clinic";

	@Test
	void readsARow() throws IOException {
		assertThat(read(HEADER + GOOD)).containsExactly(new Row.Valid(2, new Donation("a-1", "amina", "Bristol", "CT",
				new BigDecimal("12.50"), LocalDate.of(2026, 1, 2), "Clinic")));
	}

	@Test
	void readsRefundsQuotesAndLineEndsOfWindows() throws IOException {
		List<Row> rows = read("\uFEFF" + HEADER.replace("\n", "\r\n")
				+ "a-1,amina,\"Bristol, \"\"East\"\"\",CT,-12,2026-01-02,Clinic\r\n");
		assertThat(rows).singleElement().isInstanceOfSatisfying(Row.Valid.class, (row) -> {
			assertThat(row.donation().city()).isEqualTo("Bristol, \"East\"");
			assertThat(row.donation().amount()).isEqualTo(new BigDecimal("-12.00"));
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					a-1,amina,Bristol,CT,1,2026-01-02               | has 6 columns instead of 7
					a-1,amina,Bristol,CT,1,2026-01-02,Clinic,       | has 8 columns instead of 7
					 ,amina,Bristol,CT,1,2026-01-02,Clinic          | donation_id is blank
					a-1,,Bristol,CT,1,2026-01-02,Clinic             | donor_id is blank
					a-1,amina,Bristol,CT,,2026-01-02,Clinic         | amount is blank
					a-1,amina,Bristol,CT,1e3,2026-01-02,Clinic      | amount '1e3' is not a decimal number with at most two decimals
					a-1,amina,Bristol,CT,1.001,2026-01-02,Clinic    | amount '1.001' is not a decimal number with at most two decimals
					a-1,amina,Bristol,CT,1,2026-02-30,Clinic        | date '2026-02-30' is not a day as in 2008-01-25
					a-1,amina,Bristol,CT,1,,Clinic                  | date is blank
					a-1,amina,"Bristol"x,CT,1,2026-01-02,Clinic     | a quote stands where none may
					a-1,amina,"Bristol,CT,1,2026-01-02,Clinic       | a quote is not closed
					%PDF-1.7                                        | has 1 columns instead of 7
					""")
	void tellsTheLineAndTheReasonAndGoesOn(String malformed, String reason) throws IOException {
		List<Row> rows = read(HEADER + GOOD + "\n" + malformed + "\n" + GOOD + "\n");
		assertThat(rows).hasSize(3);
		assertThat(rows.get(1)).isEqualTo(new Row.Malformed(3, reason));
		assertThat(rows.get(2)).isInstanceOf(Row.Valid.class).extracting(Row::line).isEqualTo(4L);
	}

	@Test
	void aQuoteThatIsNeverClosedSpoilsItsOwnLineOnly() throws IOException {
		String open = "a-1,amina,\"Bristol,CT,1,2026-01-02,Clinic\n";
		String quoted = "a-2,amina,\"Bristol, East\",CT,1,2026-01-02,Clinic\n";
		List<Row> rows = read(HEADER + open + GOOD + "\n" + quoted + (GOOD + "\n").repeat(30) + open);
		assertThat(rows).hasSize(34);
		assertThat(rows).filteredOn(Row.Malformed.class::isInstance)
			.containsExactly(new Row.Malformed(2, "a quote is not closed"),
					new Row.Malformed(35, "a quote is not closed"));
	}

	@Test
	void aQuotedFieldMaySpanLines() throws IOException {
		List<Row> rows = read(HEADER + "a-1,amina,Bristol,CT,1,2026-01-02,\"Clinic\nof\n\"\"St. Mary\"\"\"\nshort\n");
		assertThat(rows).hasSize(2);
		assertThat(rows.get(0)).isEqualTo(new Row.Malformed(2, "recipient has characters that are not text"));
		assertThat(rows.get(1)).isEqualTo(new Row.Malformed(5, "has 1 columns instead of 7"));
	}

	@Test
	void namesBytesThatAreNoText() throws IOException {
		byte[] bytes = (HEADER + GOOD + "\n" + GOOD).getBytes(StandardCharsets.UTF_8);
		bytes[HEADER.length()] = (byte) 0xFF;
		assertThat(read(new ByteArrayInputStream(bytes))).first()
			.isEqualTo(new Row.Malformed(2, "donation_id has characters that are not text"));
	}

	@Test
	void aLineWithoutEndIsNotKept() throws IOException {
		List<Row> rows = read(HEADER + "x".repeat(1_000_000) + "\n" + GOOD);
		assertThat(rows).hasSize(2);
		assertThat(rows.get(0)).isEqualTo(new Row.Malformed(2, "the line is longer than 16384 characters"));
	}

	@Test
	void passesOverEmptyLinesAndCountsThem() throws IOException {
		assertThat(read(HEADER + "\n  \n" + GOOD + "\n\n")).singleElement().extracting(Row::line).isEqualTo(4L);
	}

	@Test
	void refusesAFileWithoutTheHeader() {
		assertThatExceptionOfType(InvalidDonationException.class).isThrownBy(() -> read(GOOD))
			.withMessageContaining("donation_id,donor_id")
			.withMessageContaining("a-1,amina");
		assertThatExceptionOfType(InvalidDonationException.class).isThrownBy(() -> read(""))
			.withMessageContaining("is missing");
	}

	private static List<Row> read(String csv) throws IOException {
		return read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
	}

	private static List<Row> read(InputStream stream) throws IOException {
		List<Row> rows = new ArrayList<>();
		try (DonationCsv csv = DonationCsv.open(stream)) {
			for (Row row = csv.next(); row != null; row = csv.next()) {
				rows.add(row);
			}
		}
		return rows;
	}

}
