package io.distsys.worker;

/**
 * Whether a method of a worker type has shown to be short: so short that its caller, who
 * waits for it anyway, may as well run it. One run that is not takes that back for a
 * while. Approximate where several threads tell of runs at once, which does no harm.
 */
final class Pace {

	/** A thread hop costs a hundredth of it, a wait for a disk or a lock more than it. */
	static final long SHORT_NANOS = 1_000_000;

	static final int SHORT_RUNS = 16;

	static final int AFTER_A_LONG_RUN = -64;

	private volatile int shortRuns;

	boolean isShort() {
		return this.shortRuns >= SHORT_RUNS;
	}

	void ran(long nanos) {
		int runs = this.shortRuns;
		if (nanos > SHORT_NANOS) {
			this.shortRuns = AFTER_A_LONG_RUN;
		}
		else if (runs < SHORT_RUNS) {
			this.shortRuns = runs + 1;
		}
	}

}
