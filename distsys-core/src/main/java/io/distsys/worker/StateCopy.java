package io.distsys.worker;

/**
 * What is kept of one worker, as it is copied.
 *
 * @param key the worker
 * @param version orders what is said of one worker
 * @param kind what is said
 * @param state the encoded state, empty unless the kind says that there is one
 */
record StateCopy(String key, StateVersion version, Kind kind, byte[] state) {

	private static final int OVERHEAD = 2 * Long.BYTES + 2 * Integer.BYTES + 1;

	private static final byte[] NOTHING = new byte[0];

	/** A state. */
	StateCopy(String key, StateVersion version, byte[] state) {
		this(key, version, Kind.STATE, state);
	}

	/** It runs, from the beginning if its node is lost. */
	static StateCopy started(String key, StateVersion version) {
		return new StateCopy(key, version, Kind.STARTED, NOTHING);
	}

	/** It was stopped, and what was kept of it is forgotten. */
	static StateCopy ended(String key, StateVersion version) {
		return new StateCopy(key, version, Kind.ENDED, NOTHING);
	}

	boolean isEnded() {
		return this.kind == Kind.ENDED;
	}

	StateCopy withVersion(StateVersion later) {
		return new StateCopy(this.key, later, this.kind, this.state);
	}

	/** About how large it is in a message. */
	int size() {
		return OVERHEAD + this.key.length() + this.state.length;
	}

	/** What is said of a worker. */
	enum Kind {

		/** It runs, and this is its state. */
		STATE,

		/** It runs, and has no state that is kept. */
		STARTED,

		/** It was stopped. Kept only to win over what was said before. */
		ENDED

	}

}
