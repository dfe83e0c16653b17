package io.distsys.faults.check;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Sentries;
import io.distsys.faults.node.SentryReport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In milliseconds: one sentry on n1, and what n1 and n2 say of it from 1,000 to 1,010.
 */
class RollCallTests {

	private static final String KEY = "n3#1-1";

	private static final String POST = Sentries.RESOURCE + KEY;

	private static final SentryReport HERE = report(Set.of(KEY), "n1#1", Map.of(KEY, "n1#1"), Map.of(KEY, "n1#1"));

	private static final SentryReport THERE = report(Set.of(), "n1#1", Map.of(KEY, "n1#1"), Map.of(KEY, "n1#1"));

	private static final SentryReport NOWHERE = report(Set.of(), "n1#1", Map.of(), Map.of());

	private final Histories history = new Histories();

	private static SentryReport report(Set<String> here, String owner, Map<String, String> listed,
			Map<String, String> found) {
		return new SentryReport(here, Map.of(Sentries.slotOf(KEY), owner), listed, Set.of(), found, 1);
	}

	private void asked(long at, String what, EventKind outcome, long answered) {
		this.history.add(at, EventKind.INVOKED, "n3#1", POST, 0, what);
		this.history.add(answered, outcome, "n3#1", POST, 0, what + " ");
	}

	private RollCall call(SentryReport one, SentryReport other) {
		says("n1#1", 1_000, one);
		says("n2#1", 1_010, other);
		return RollCall.of(this.history.events(), 7, Set.of("n1", "n2"));
	}

	private void says(String process, long at, SentryReport report) {
		this.history.add(at, EventKind.RETURNED, process, Sentries.ROLL + process.substring(0, 2), 7, report.text());
	}

	@Test
	void oneThatRunsWhereAllSayIsWell() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		RollCall call = call(HERE, THERE);
		assertThat(call.differences()).isEmpty();
		assertThat(call.onDuty()).isEqualTo(1);
		assertThat(call.copies()).isEqualTo(2);
		assertThat(call.end()).isEqualTo(1_010_000_000);
	}

	@Test
	void oneThatWasStartedAndDoesNotRunIsMissed() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		assertThat(call(NOWHERE, NOWHERE).differences()).containsExactly(KEY + " does not run");
	}

	@Test
	void oneThatRunsOnTwoNodesIsFound() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		assertThat(call(HERE, HERE).differences()).containsExactly(KEY + " runs on [n1#1, n2#1]");
	}

	@Test
	void oneThatIsNotWhereATableSaysIsFound() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		SentryReport otherTable = report(Set.of(), "n2#1", Map.of(KEY, "n1#1"), Map.of(KEY, "n1#1"));
		assertThat(call(HERE, otherTable).differences())
			.containsExactly(KEY + " runs on n1#1, and n2#1 finds as the owner of its slot n2#1");
	}

	@Test
	void oneThatIsNotInAListIsFound() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		SentryReport otherList = report(Set.of(), "n1#1", Map.of(), Map.of(KEY, "n1#1"));
		assertThat(call(HERE, otherList).differences())
			.containsExactly(KEY + " runs on n1#1, and n2#1 lists it on null");
	}

	@Test
	void oneThatIsSaidToBeElsewhereIsFound() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		SentryReport otherWord = report(Set.of(), "n1#1", Map.of(KEY, "n1#1"), Map.of(KEY, "n2#1"));
		assertThat(call(HERE, otherWord).differences())
			.containsExactly(KEY + " runs on n1#1, and n2#1 is told that it is on n2#1");
	}

	@Test
	void oneThatWasStoppedAndRunsIsFound() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		asked(30, Sentries.STOP, EventKind.RETURNED, 40);
		assertThat(call(HERE, THERE).differences()).containsExactly(KEY + " runs on n1#1 and should not");
	}

	@Test
	void oneThatWasStoppedAndIsStillKnownIsFound() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		asked(30, Sentries.STOP, EventKind.RETURNED, 40);
		SentryReport kept = report(Set.of(), "n1#1", Map.of(), Map.of(KEY, "asleep on n1#1"));
		SentryReport gone = report(Set.of(), "n1#1", Map.of(), Map.of(KEY, Sentries.ABSENT));
		assertThat(call(kept, gone).differences())
			.containsExactly(KEY + " should not run, and n1#1 is told that it is on asleep on n1#1");
	}

	@Test
	void oneThatNobodyHasStartedIsFound() {
		assertThat(call(HERE, THERE).differences()).containsExactly(KEY + " runs on n1#1 and should not");
	}

	@Test
	void oneWhoseStartWasNotDoneMustNotRun() {
		asked(10, Sentries.START, EventKind.FAILED, 20);
		assertThat(call(HERE, THERE).differences()).containsExactly(KEY + " runs on n1#1 and should not");
	}

	@Test
	void oneWhoseStopWasNotDoneHasToRun() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		asked(30, Sentries.STOP, EventKind.FAILED, 40);
		assertThat(call(NOWHERE, NOWHERE).differences()).containsExactly(KEY + " does not run");
	}

	@Test
	void oneThatIsStartedMeanwhileMayRunOrNot() {
		asked(990, Sentries.START, EventKind.RETURNED, 1_005);
		RollCall call = call(HERE, NOWHERE);
		assertThat(call.differences()).isEmpty();
		assertThat(call.onDuty()).isZero();
	}

	@Test
	void oneThatIsStoppedMeanwhileMayRunOrNot() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		asked(1_005, Sentries.STOP, EventKind.RETURNED, 1_020);
		assertThat(call(NOWHERE, THERE).differences()).isEmpty();
	}

	@Test
	void oneThatIsStoppedAfterwardsHasToRun() {
		asked(10, Sentries.START, EventKind.RETURNED, 20);
		asked(1_011, Sentries.STOP, EventKind.RETURNED, 1_020);
		assertThat(call(NOWHERE, NOWHERE).differences()).containsExactly(KEY + " does not run");
	}

	@Test
	void oneThatMayHaveBeenStartedMustNotRunTwice() {
		asked(10, Sentries.START, EventKind.UNKNOWN, 20);
		assertThat(call(HERE, HERE).differences()).containsExactly(KEY + " runs on [n1#1, n2#1]");
	}

	@Test
	void whoDoesNotAnswerIsMissed() {
		says("n1#1", 1_000, NOWHERE);
		assertThat(RollCall.of(this.history.events(), 7, Set.of("n1", "n2")).differences())
			.containsExactly("n2 does not answer");
	}

	@Test
	void whoDoesNotHearOfAnotherIsFoundUnlessThatWasNotAsked() {
		says("n1#1", 1_000, new SentryReport(Set.of(), Map.of(), Map.of(), Set.of("n2#1", "n4#1"), Map.of(), 0));
		says("n2#1", 1_010, NOWHERE);
		assertThat(RollCall.of(this.history.events(), 7, Set.of("n1", "n2")).differences())
			.containsExactly("n1#1 has no list of n2#1");
	}

	@Test
	void theTakeoverLastsUntilTheLastOneRuns() {
		this.history.add(50, EventKind.HELD, "n1#1", Sentries.RESOURCE + "a", 5, "")
			.add(50, EventKind.HELD, "n1#1", Sentries.RESOURCE + "b", 5, "")
			.add(50, EventKind.HELD, "n2#1", Sentries.RESOURCE + "c", 6, "")
			.add(300, EventKind.HELD, "n2#1", Sentries.RESOURCE + "a", 7, "")
			.add(400, EventKind.HELD, "n2#1", Sentries.RESOURCE + "b", 8, "")
			.add(500, EventKind.HELD, "n1#2", Sentries.RESOURCE + "b", 9, "")
			.add(600, EventKind.HELD, "n3#1", Sentries.RESOURCE + "c", 9, "");
		RollCall call = RollCall.of(this.history.events(), 7, Set.of());
		assertThat(call.takeover("n1", 100_000_000)).isEqualTo(new RollCall.Takeover(2, Duration.ofMillis(300)));
	}

}
