package io.distsys.worker;

import java.util.Comparator;

/** Puts workers of one type aside that nobody has called for long. */
final class Passivation {

	private static final int PART = 10;

	private final HostedType type;

	Passivation(HostedType type) {
		this.type = type;
	}

	void putAsideIdle(long now) {
		WorkerLimits limits = this.type.definition().limits();
		long longest = limits.passivateAfter().toNanos();
		if (longest > 0) {
			this.type.cells().filter((cell) -> now - cell.usedNanos() > longest).forEach(WorkerCell::askToSleep);
		}
		if (limits.maxPerNode() > 0) {
			putAsideOldest(this.type.cells().filter(WorkerCell::isAlive).count() - limits.maxPerNode());
		}
	}

	/**
	 * Make room for others.
	 * @return how many workers are about to be put aside
	 */
	int makeRoom(int limit) {
		return putAsideOldest(Math.max(1, limit / PART));
	}

	private int putAsideOldest(long count) {
		if (count <= 0) {
			return 0;
		}
		return (int) this.type.cells()
			.map((cell) -> new Used(cell, cell.usedNanos()))
			.sorted(Comparator.comparingLong(Used::nanos))
			.filter((used) -> used.cell().askToSleep())
			.limit(count)
			.count();
	}

	/** A worker, and when it had been called last: it may be called while we sort. */
	private record Used(WorkerCell cell, long nanos) {

	}

}
