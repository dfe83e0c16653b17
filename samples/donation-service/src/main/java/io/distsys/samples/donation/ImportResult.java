package io.distsys.samples.donation;

import java.util.List;

/**
 * What became of an imported file.
 *
 * @param rows how many rows it had, without the header
 * @param accepted how many were counted
 * @param repeated how many had been counted before
 * @param rejectedTotal how many are no donations
 * @param rejected the first of these
 * @param failedTotal how many could not be given to their donor, or not for certain: to
 * import the file again is safe
 * @param failed the first of these
 * @param stopped whether the import was given up before the end of the file, because too
 * many rows had failed
 * @param elapsedMillis how long it took
 */
record ImportResult(long rows, long accepted, long repeated, long rejectedTotal, List<Problem> rejected,
		long failedTotal, List<Problem> failed, boolean stopped, long elapsedMillis) {

	ImportResult {
		rejected = List.copyOf(rejected);
		failed = List.copyOf(failed);
	}

	/**
	 * A row that was not counted.
	 *
	 * @param line its line in the file, from 1
	 * @param reason why
	 */
	record Problem(long line, String reason) {

	}

}
