package io.distsys.messaging;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a caller may conclude from how a call ended. */
class ReplyTests {

	private static final byte[] NOTHING = {};

	@Test
	void onlyACallThatWasNotAnsweredAndMayHaveRunIsUncertain() {
		assertThat(new Reply.TimedOut(Outcome.MAY_HAVE_RUN).isUncertain()).isTrue();
		assertThat(new Reply.Unreachable(Outcome.MAY_HAVE_RUN, "lost").isUncertain()).isTrue();
		assertThat(new Reply.TimedOut(Outcome.DID_NOT_RUN).isUncertain()).isFalse();
		assertThat(new Reply.Unreachable(Outcome.DID_NOT_RUN, "gone").isUncertain()).isFalse();
	}

	@Test
	void whatTheReceiverHasAnsweredIsCertain() {
		assertThat(new Reply.Answered(NOTHING).isUncertain()).isFalse();
		assertThat(new Reply.Failed(NOTHING).isUncertain()).isFalse();
		assertThat(new Reply.Refused(Refusal.NOT_OWNER, NOTHING).isUncertain()).isFalse();
	}

}
