package io.distsys.samples.donation;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.distsys.messaging.CallException;
import io.distsys.worker.WorkerFailedException;
import io.distsys.worker.Workers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Gives the rows of a file to their donors, a bounded number at a time, so that neither
 * the file nor the calls pile up. A call without an answer is repeated: a donor counts
 * each donation once, so this is safe even where the first call may have run.
 */
@Component
class DonationImporter {

	static final int MAX_IN_FLIGHT = 256;

	static final int MAX_FAILED = 1000;

	private static final Logger logger = LoggerFactory.getLogger(DonationImporter.class);

	private final Function<String, Donor> donors;

	private final Retry retry;

	@Autowired
	DonationImporter(Workers workers) {
		this(workers.of(Donor.class)::get, Retry.ofDefaults());
	}

	DonationImporter(Function<String, Donor> donors, Retry retry) {
		this.donors = donors;
		this.retry = retry;
	}

	/**
	 * Import a file. Blocks until all its rows have their outcome.
	 * @param stream the file
	 * @return what became of its rows
	 * @throws IOException if the stream cannot be read
	 * @throws InvalidDonationException if it does not begin with the header
	 */
	ImportResult run(InputStream stream) throws IOException {
		long startedAt = System.nanoTime();
		ImportTally tally = new ImportTally();
		Semaphore permits = new Semaphore(MAX_IN_FLIGHT);
		boolean stopped = false;
		try (DonationCsv csv = DonationCsv.open(stream)) {
			DonationCsv.Row row = csv.next();
			while (row != null && !stopped) {
				if (row instanceof DonationCsv.Row.Valid valid) {
					acquire(permits, 1);
					give(valid, tally, permits);
				}
				else if (row instanceof DonationCsv.Row.Malformed malformed) {
					tally.reject(malformed.line(), malformed.reason());
				}
				stopped = tally.failed() >= MAX_FAILED;
				row = csv.next();
			}
			acquire(permits, MAX_IN_FLIGHT);
		}
		ImportResult result = tally.result(stopped, Duration.ofNanos(System.nanoTime() - startedAt));
		logger.info("import rows={} accepted={} repeated={} rejected={} failed={} stopped={} ms={}", result.rows(),
				result.accepted(), result.repeated(), result.rejectedTotal(), result.failedTotal(), result.stopped(),
				result.elapsedMillis());
		return result;
	}

	private void give(DonationCsv.Row.Valid row, ImportTally tally, Semaphore permits) {
		Donation donation = row.donation();
		this.retry.call(() -> this.donors.apply(donation.donorId()).give(donation), DonationImporter::isWorthRepeating)
			.whenComplete((receipt, failure) -> {
				if (failure == null) {
					tally.count(receipt.repeated());
				}
				else {
					tally.fail(row.line(), reason(failure));
				}
				permits.release();
			});
	}

	private void acquire(Semaphore permits, int count) throws IOException {
		try {
			// Each call has its own time limit, so this one is never met unless one of
			// them is broken.
			if (!permits.tryAcquire(count, this.retry.longest().toMillis() * 2, TimeUnit.MILLISECONDS)) {
				throw new IOException("Donors have not answered within " + this.retry.longest().multipliedBy(2));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("The import was interrupted", ex);
		}
	}

	private static boolean isWorthRepeating(Throwable failure) {
		return failure instanceof CallException || failure instanceof WorkerFailedException;
	}

	private static String reason(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getName();
	}

}
