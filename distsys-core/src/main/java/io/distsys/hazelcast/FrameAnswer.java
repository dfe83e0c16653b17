package io.distsys.hazelcast;

import org.jspecify.annotations.Nullable;

/** What a member answers to a frame. The ordinal travels. */
enum FrameAnswer {

	/** The frame has been handed over. */
	ACCEPTED,

	/** Nobody takes frames there yet. */
	NOT_READY,

	/** The process at that address is another one than the frame is for. */
	OTHER_INCARNATION,

	/**
	 * The frame has been handed over by the thread that has read it: small ones that come
	 * on one connection are, one after the other.
	 */
	ACCEPTED_IN_PLACE;

	boolean isAccepted() {
		return this == ACCEPTED || this == ACCEPTED_IN_PLACE;
	}

	/**
	 * The answer in a response.
	 * @return the answer, or {@literal null} for one that is not known here
	 */
	static @Nullable FrameAnswer of(@Nullable Object response) {
		return (response instanceof Integer ordinal && ordinal >= 0 && ordinal < values().length) ? values()[ordinal]
				: null;
	}

}
