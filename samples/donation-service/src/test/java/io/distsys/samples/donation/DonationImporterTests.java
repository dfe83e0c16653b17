package io.distsys.samples.donation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DonationImporter}.
 */
class DonationImporterTests {

	private static final Retry RETRY = new Retry(3, Duration.ofMillis(1), Duration.ofSeconds(5));

	private final Map<String, Integer> calls = new ConcurrentHashMap<>();

	private final Set<String> counted = ConcurrentHashMap.newKeySet();

	@Test
	void tellsAcceptedRepeatedAndRejected() throws IOException {
		ImportResult result = run(Integer.MAX_VALUE, (donation) -> CompletableFuture.completedFuture(receipt(donation)),
				row(1) + row(2) + row(1) + "nonsense\n");
		assertThat(result.rows()).isEqualTo(4);
		assertThat(result.accepted()).isEqualTo(2);
		assertThat(result.repeated()).isEqualTo(1);
		assertThat(result.rejectedTotal()).isEqualTo(1);
		assertThat(result.rejected()).containsExactly(new ImportResult.Problem(5, "has 1 columns instead of 7"));
		assertThat(result.failedTotal()).isZero();
	}

	@Test
	void repeatsACallWithoutAnAnswerAndCountsItOnce() throws IOException {
		ImportResult result = run(1, (donation) -> {
			receipt(donation);
			return unanswered();
		}, row(1));
		assertThat(result.repeated()).isEqualTo(1);
		assertThat(result.failedTotal()).isZero();
		assertThat(this.calls).containsEntry("d-1", 2);
	}

	@Test
	void tellsWhichRowsGotNoAnswerAtAll() throws IOException {
		ImportResult result = run(Integer.MAX_VALUE, (donation) -> unanswered(), row(1));
		assertThat(result.failedTotal()).isEqualTo(1);
		assertThat(result.failed()).containsExactly(new ImportResult.Problem(2, "no answer (may have run)"));
		assertThat(this.calls).containsEntry("d-1", 3);
	}

	@Test
	void doesNotRepeatWhatWillFailAgain() throws IOException {
		ImportResult result = run(Integer.MAX_VALUE,
				(donation) -> CompletableFuture.failedFuture(new IllegalStateException("broken")), row(1));
		assertThat(result.failed()).containsExactly(new ImportResult.Problem(2, "broken"));
		assertThat(this.calls).containsEntry("d-1", 1);
	}

	@Test
	void givesUpWhenTooManyRowsFail() throws IOException {
		String rows = IntStream.range(0, 3000).mapToObj(DonationImporterTests::row).collect(Collectors.joining());
		ImportResult result = run(Integer.MAX_VALUE,
				(donation) -> CompletableFuture.failedFuture(new IllegalStateException("broken")), rows);
		assertThat(result.stopped()).isTrue();
		assertThat(result.failedTotal()).isEqualTo(DonationImporter.MAX_FAILED);
		assertThat(result.rows()).isLessThan(3000);
	}

	@Test
	void hasABoundedNumberOfCallsInFlight() throws IOException {
		AtomicInteger inFlight = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		String rows = IntStream.range(0, 3000).mapToObj(DonationImporterTests::row).collect(Collectors.joining());
		ImportResult result = run(Integer.MAX_VALUE, (donation) -> {
			most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
			return CompletableFuture.supplyAsync(() -> {
				inFlight.decrementAndGet();
				return receipt(donation);
			}, ForkJoinPool.commonPool());
		}, rows);
		assertThat(result.accepted()).isEqualTo(3000);
		assertThat(most.get()).isLessThanOrEqualTo(DonationImporter.MAX_IN_FLIGHT);
	}

	private ImportResult run(int failures, Answer answer, String rows) throws IOException {
		DonationImporter importer = new DonationImporter((donorId) -> new FakeDonor(failures, answer), RETRY);
		String csv = String.join(",", DonationCsv.COLUMNS) + "\n" + rows;
		return importer.run(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
	}

	private Donor.Receipt receipt(Donation donation) {
		return new Donor.Receipt(!this.counted.add(donation.donationId()),
				new Account(donation.donorId(), 1, BigDecimal.ONE, BigDecimal.ONE, "id", "name"));
	}

	private static CompletionStage<Donor.Receipt> unanswered() {
		return CompletableFuture
			.failedFuture(new CallException.CallTimeoutException("no answer", Outcome.MAY_HAVE_RUN));
	}

	private static String row(int number) {
		return "d-" + number + ",amina,Bristol,CT,1,2026-01-02,Clinic\n";
	}

	/** What a donor answers, for as many calls as the test says. */
	private interface Answer {

		CompletionStage<Donor.Receipt> to(Donation donation);

	}

	/** A donor without a cluster. */
	private final class FakeDonor implements Donor {

		private final int times;

		private final Answer answer;

		private FakeDonor(int times, Answer answer) {
			this.times = times;
			this.answer = answer;
		}

		@Override
		public CompletionStage<Receipt> give(Donation donation) {
			int call = DonationImporterTests.this.calls.merge(donation.donationId(), 1, Integer::sum);
			return (call <= this.times) ? this.answer.to(donation)
					: CompletableFuture.completedFuture(receipt(donation));
		}

		@Override
		public Account account() {
			throw new UnsupportedOperationException();
		}

	}

}
