package io.distsys.samples.donation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.distsys.samples.donation.ImportResult.Problem;

/** Counts what becomes of the rows of one import. Thread-safe. */
final class ImportTally {

	static final int MAX_LISTED = 1000;

	private final List<Problem> rejected = new ArrayList<>();

	private final List<Problem> failed = new ArrayList<>();

	private long rows;

	private long accepted;

	private long repeated;

	private long rejectedTotal;

	private long failedTotal;

	synchronized void count(boolean asRepeated) {
		this.rows++;
		if (asRepeated) {
			this.repeated++;
		}
		else {
			this.accepted++;
		}
	}

	synchronized void reject(long line, String reason) {
		this.rows++;
		this.rejectedTotal++;
		list(this.rejected, line, reason);
	}

	synchronized void fail(long line, String reason) {
		this.rows++;
		this.failedTotal++;
		list(this.failed, line, reason);
	}

	synchronized long failed() {
		return this.failedTotal;
	}

	synchronized ImportResult result(boolean stopped, Duration elapsed) {
		this.failed.sort(Comparator.comparingLong(Problem::line));
		return new ImportResult(this.rows, this.accepted, this.repeated, this.rejectedTotal, this.rejected,
				this.failedTotal, this.failed, stopped, elapsed.toMillis());
	}

	private static void list(List<Problem> problems, long line, String reason) {
		if (problems.size() < MAX_LISTED) {
			problems.add(new Problem(line, reason));
		}
	}

}
