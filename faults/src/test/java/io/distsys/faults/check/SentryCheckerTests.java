package io.distsys.faults.check;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Sentries;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** In milliseconds. */
class SentryCheckerTests {

	private static final String KEY = "n3#1-1";

	private static final String POST = Sentries.RESOURCE + KEY;

	private static final String SLOT = Sentries.slot(Sentries.slotOf(KEY));

	private final Histories history = new Histories();

	private void asked(long at, String what, EventKind outcome, String answer) {
		this.history.add(at, EventKind.INVOKED, "n3#1", POST, 0, what);
		this.history.add(at + 2, outcome, "n3#1", POST, 0, what + " " + answer);
	}

	private void begins(String process, long token, long at) {
		this.history.add(at, EventKind.HELD, process, POST, token, "");
	}

	private void ends(String process, long token, long at) {
		this.history.add(at, EventKind.RELEASED, process, POST, token, "");
	}

	private void owns(String process, long token, long from, long to) {
		this.history.add(from, EventKind.ACQUIRED, process, SLOT, token, "");
		this.history.add(to, EventKind.HELD, process, SLOT, token, "");
	}

	@Test
	void oneThatMovesIsWell() {
		asked(0, Sentries.START, EventKind.RETURNED, "Started");
		owns("n1#1", 5, 0, 100);
		begins("n1#1", 5, 1);
		ends("n1#1", 5, 90);
		owns("n2#1", 6, 101, 200);
		begins("n2#1", 6, 102);
		assertThat(this.history.violations()).isEmpty();
	}

	@Test
	void oneThatIsToldToStopWhenItWakesHasRunUntilItsFenceClosed() {
		asked(0, Sentries.START, EventKind.RETURNED, "Started");
		owns("n1#1", 5, 0, 100);
		begins("n1#1", 5, 1);
		owns("n2#1", 6, 2_000, 6_000);
		begins("n2#1", 6, 2_001);
		ends("n1#1", 5, 5_000);
		assertThat(this.history.violations()).isEmpty();
	}

	@Test
	void twoOfOneGrantAreFound() {
		asked(0, Sentries.START, EventKind.RETURNED, "Started");
		owns("n1#1", 5, 0, 100);
		begins("n1#1", 5, 10);
		begins("n1#1", 5, 40);
		assertThat(this.history.violations())
			.containsExactly("Two run for 60 ms: n1#1 with token 5 and n1#1 with token 5");
	}

	@Test
	void oneThatBeginsAnewAfterItsEndIsWell() {
		asked(0, Sentries.START, EventKind.RETURNED, "Started");
		owns("n1#1", 5, 0, 100);
		begins("n1#1", 5, 10);
		ends("n1#1", 5, 30);
		begins("n1#1", 5, 40);
		assertThat(this.history.violations()).isEmpty();
	}

	@Test
	void twoOnTwoNodesAreFound() {
		asked(0, Sentries.START, EventKind.RETURNED, "Started");
		owns("n1#1", 5, 0, 100);
		begins("n1#1", 5, 10);
		owns("n2#1", 6, 70, 200);
		begins("n2#1", 6, 80);
		assertThat(this.history.violations()).contains("Two run for 20 ms: n1#1 with token 5 and n2#1 with token 6");
	}

	@Test
	void aTokenThatFallsIsFound() {
		asked(0, Sentries.START, EventKind.RETURNED, "Started");
		begins("n1#1", 6, 10);
		begins("n2#1", 5, 80);
		assertThat(this.history.violations())
			.containsExactly("Tokens do not grow: n1#1 with token 6, then n2#1 with token 5");
	}

	@Test
	void oneThatRunsAfterItsStopWasAnsweredIsFound() {
		asked(0, Sentries.START, EventKind.RETURNED, "Started");
		begins("n1#1", 5, 1);
		asked(40, Sentries.STOP, EventKind.RETURNED, "Stopped");
		begins("n2#1", 6, 80);
		assertThat(this.history.violations()).containsExactly("It runs on n2#1 after its stop was answered");
	}

	@Test
	void oneOfWhichNobodyKnowsWhetherItWasStoppedMayRun() {
		asked(0, Sentries.START, EventKind.RETURNED, "Started");
		begins("n1#1", 5, 1);
		asked(40, Sentries.STOP, EventKind.UNKNOWN, "TIMEOUT: no answer in time");
		begins("n2#1", 6, 80);
		assertThat(this.history.violations()).isEmpty();
	}

	@Test
	void oneThatRunsThoughItsStartWasNotDoneIsFound() {
		asked(0, Sentries.START, EventKind.FAILED, "NO_QUORUM: ");
		begins("n1#1", 5, 80);
		assertThat(this.history.violations())
			.containsExactly("It runs on n1#1 and its start was answered not to have been done");
	}

	@Test
	void oneThatNobodyHasStartedIsFound() {
		begins("n1#1", 5, 80);
		assertThat(this.history.violations()).containsExactly("It runs on n1#1 and nobody has started it");
	}

	@Test
	void oneThatWasStartedAndIsNotKnownAtItsStopIsFound() {
		asked(0, Sentries.START, EventKind.RETURNED, "Started");
		begins("n1#1", 5, 1);
		asked(40, Sentries.STOP, EventKind.RETURNED, "NotRunning");
		assertThat(this.history.violations())
			.containsExactly("Its start was answered, and it was not known when it was stopped");
	}

}
