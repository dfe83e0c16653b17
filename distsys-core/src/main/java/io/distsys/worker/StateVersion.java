package io.distsys.worker;

/**
 * Orders the states of one worker: those of a later grant are newer, of one grant those
 * with a larger number.
 *
 * @param token the token of the grant under which it was made
 * @param number counts the states of the slot under that grant
 */
record StateVersion(long token, long number) implements Comparable<StateVersion> {

	/** Older than all. */
	static final StateVersion NONE = new StateVersion(Long.MIN_VALUE, 0);

	@Override
	public int compareTo(StateVersion other) {
		int byToken = Long.compare(this.token, other.token);
		return (byToken != 0) ? byToken : Long.compare(this.number, other.number);
	}

}
