package io.distsys.messaging;

/**
 * How a call ended.
 *
 * @since 0.1
 */
public sealed interface Reply {

	/**
	 * Whether the caller cannot know that it did not run: there is no answer, and the
	 * receiver may have begun with it. One that {@linkplain Failed failed} is not
	 * uncertain: it ran.
	 * @return {@code true} if there is no answer and it {@link Outcome#MAY_HAVE_RUN}
	 */
	default boolean isUncertain() {
		return false;
	}

	/**
	 * The receiver answered.
	 *
	 * @param payload the bytes
	 */
	record Answered(byte[] payload) implements Reply {

	}

	/**
	 * The receiver ran it and it threw.
	 *
	 * @param payload the exception as the layer above encodes it
	 */
	record Failed(byte[] payload) implements Reply {

	}

	/**
	 * The receiver did not run it, and says why.
	 *
	 * @param refusal why
	 * @param detail what else the layer above wants to say; may be empty
	 */
	record Refused(Refusal refusal, byte[] detail) implements Reply {

	}

	/**
	 * The receiver cannot be reached, or was lost before it answered.
	 *
	 * @param outcome whether it may have run
	 * @param reason what was observed
	 */
	record Unreachable(Outcome outcome, String reason) implements Reply {

		@Override
		public boolean isUncertain() {
			return this.outcome == Outcome.MAY_HAVE_RUN;
		}

	}

	/**
	 * No answer came in time.
	 *
	 * @param outcome whether it may have run
	 */
	record TimedOut(Outcome outcome) implements Reply {

		@Override
		public boolean isUncertain() {
			return this.outcome == Outcome.MAY_HAVE_RUN;
		}

	}

}
