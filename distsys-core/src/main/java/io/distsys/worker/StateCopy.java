package io.distsys.worker;

/**
 * The state of one worker as it is copied.
 *
 * @param key the worker
 * @param version which state it is
 * @param state the encoded state
 */
record StateCopy(String key, StateVersion version, byte[] state) {

	private static final int OVERHEAD = 2 * Long.BYTES + 2 * Integer.BYTES;

	/** About how large it is in a message. */
	int size() {
		return OVERHEAD + this.key.length() + this.state.length;
	}

}
