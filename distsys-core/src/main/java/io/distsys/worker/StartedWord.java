package io.distsys.worker;

/**
 * What is known of whether one worker is to run.
 *
 * @param key the worker
 * @param version grows with each word about the worker, beginning with the token of a
 * grant
 * @param runs whether it is to run
 */
record StartedWord(String key, long version, boolean runs) {

	/**
	 * Whether it counts in place of another one: the later of the two, and of two that
	 * were said apart and are equally late the one by which the worker runs.
	 */
	boolean beats(StartedWord other) {
		return (this.version != other.version) ? this.version > other.version : this.runs && !other.runs;
	}

}
