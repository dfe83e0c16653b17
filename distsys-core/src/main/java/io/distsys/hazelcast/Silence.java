package io.distsys.hazelcast;

import java.util.Map;
import java.util.UUID;

/**
 * Counts for how many looks in a row nobody of the same members was heard. It counts
 * looks, not time: a process that stood still has not listened meanwhile.
 */
final class Silence {

	private final long limit;

	private Map<UUID, Long> heard = Map.of();

	private long looks;

	/**
	 * Create a count.
	 * @param limit how many looks in a row make a silence
	 */
	Silence(long limit) {
		this.limit = limit;
	}

	/**
	 * Look once. After a silence the count begins anew.
	 * @param heard when each was heard last; nobody is no silence
	 * @return whether nobody was heard for as many looks as make a silence
	 */
	boolean lasts(Map<UUID, Long> heard) {
		this.looks = (!heard.isEmpty() && heard.equals(this.heard)) ? this.looks + 1 : 0;
		this.heard = heard;
		if (this.looks < this.limit) {
			return false;
		}
		this.looks = 0;
		return true;
	}

}
