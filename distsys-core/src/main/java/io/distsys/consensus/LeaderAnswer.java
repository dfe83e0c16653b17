package io.distsys.consensus;

/**
 * What the leader says became of a request.
 *
 * @param index place in the log, if it was done
 * @param result what the state machine answered
 */
record LeaderAnswer(Kind kind, long index, byte[] result) {

	static final LeaderAnswer NOT_DONE = new LeaderAnswer(Kind.NOT_DONE, 0, new byte[0]);

	static final LeaderAnswer UNKNOWN = new LeaderAnswer(Kind.UNKNOWN, 0, new byte[0]);

	static LeaderAnswer done(long index, byte[] result) {
		return new LeaderAnswer(Kind.DONE, index, result);
	}

	byte[] toBytes() {
		return new WireOutput().kind(this.kind.ordinal()).number(this.index).bytes(this.result).toBytes();
	}

	static LeaderAnswer read(byte[] bytes) {
		WireInput in = new WireInput(bytes);
		return new LeaderAnswer(Kind.values()[in.kind()], in.number(), in.bytes());
	}

	enum Kind {

		DONE, NOT_DONE, UNKNOWN

	}

}
