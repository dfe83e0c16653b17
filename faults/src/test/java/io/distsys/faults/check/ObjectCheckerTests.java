package io.distsys.faults.check;

import io.distsys.faults.history.EventKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ObjectCheckerTests {

	private static final String NUMBER = "number/one@g";

	private static final String ACCOUNT = "account/key-1";

	private static final String LOCK = "lock/red";

	private final Histories history = new Histories();

	@Test
	void aNumberReadWhileItIsChangedMayBeOldOrNew() {
		this.history.called("n1#1", NUMBER, 1, "add 5", 0, 100, "5")
			.called("n2#1", NUMBER, 1, "get", 10, 20, "0")
			.called("n3#1", NUMBER, 1, "get", 30, 40, "5");
		assertThat(this.history.violations()).isEmpty();
	}

	@Test
	void aReadThatIsOlderThanAnAnswerIsFound() {
		this.history.called("n1#1", NUMBER, 1, "add 5", 0, 100, "5").called("n2#1", NUMBER, 1, "get", 101, 110, "0");
		assertThat(this.history.violations())
			.containsExactly("Not linearizable: nothing explains why 'get' of n2#1 was answered '0'");
	}

	@Test
	void twoReadsThatGoBackAreFound() {
		this.history.called("n1#1", NUMBER, 1, "add 5", 0, 100, "5")
			.called("n2#1", NUMBER, 1, "get", 10, 20, "5")
			.called("n3#1", NUMBER, 1, "get", 30, 40, "0");
		assertThat(this.history.violations()).hasSize(1);
	}

	@Test
	void aLostUpdateIsFound() {
		this.history.called("n1#1", NUMBER, 1, "add 5", 0, 10, "5").called("n2#1", NUMBER, 1, "add 7", 20, 30, "7");
		assertThat(this.history.violations()).hasSize(1);
	}

	@Test
	void anUpdateThatWasAppliedTwiceIsFound() {
		this.history.called("n1#1", NUMBER, 1, "add 5", 0, 10, "5").called("n2#1", NUMBER, 1, "get", 20, 30, "10");
		assertThat(this.history.violations()).hasSize(1);
	}

	@Test
	void anUnknownOutcomeMayShowMuchLaterOrNever() {
		this.history.add(0, EventKind.INVOKED, "n1#1", NUMBER, 1, "add 5")
			.add(50, EventKind.UNKNOWN, "n1#1", NUMBER, 1, "")
			.add(0, EventKind.INVOKED, "n1#1", NUMBER, 2, "add 7")
			.called("n2#1", NUMBER, 1, "get", 100, 110, "0")
			.called("n2#1", NUMBER, 2, "get", 1_000, 1_010, "5")
			.called("n2#1", NUMBER, 3, "get", 2_000, 2_010, "5");
		assertThat(this.history.violations()).isEmpty();
	}

	@Test
	void whatCertainlyFailedMustNotShow() {
		this.history.add(0, EventKind.INVOKED, "n1#1", NUMBER, 1, "add 5")
			.add(50, EventKind.FAILED, "n1#1", NUMBER, 1, "")
			.called("n2#1", NUMBER, 1, "get", 1_000, 1_010, "5");
		assertThat(this.history.violations()).hasSize(1);
	}

	@Test
	void aComparisonSucceedsOnlyIfTheValueIsThere() {
		this.history.called("n1#1", NUMBER, 1, "cas 0 5", 0, 10, "true")
			.called("n1#1", NUMBER, 2, "cas 0 7", 20, 30, "false")
			.called("n1#1", NUMBER, 3, "get", 40, 50, "5");
		assertThat(this.history.violations()).isEmpty();
		this.history.called("n1#1", NUMBER, 4, "cas 6 8", 60, 70, "true");
		assertThat(this.history.violations()).hasSize(1);
	}

	@Test
	void anAccountThatWasKilledMayKeepWhatWasNotAcknowledged() {
		this.history.called("n1#1", ACCOUNT, 1, "add 5", 0, 10, "5")
			.add(20, EventKind.INVOKED, "n1#1", ACCOUNT, 2, "add 7")
			.add(20, EventKind.INVOKED, "n2#1", ACCOUNT, 1, "add 9")
			.add(30, EventKind.UNKNOWN, "n2#1", ACCOUNT, 1, "")
			.called("n3#1", ACCOUNT, 1, "get", 2_000, 2_010, "14");
		assertThat(this.history.violations()).isEmpty();
	}

	@Test
	void anAccountThatLacksWhatItHasAcknowledgedIsFound() {
		this.history.called("n1#1", ACCOUNT, 1, "add 5", 0, 10, "5").called("n2#1", ACCOUNT, 1, "add 7", 20, 30, "7");
		assertThat(this.history.violations())
			.containsExactly("Not linearizable: nothing explains why 'add 7' of n2#1 was answered '7'");
	}

	/** Under the token of its slot, which other accounts act with too. */
	@Test
	void anAccountThatActsOnTwoNodesIsFound() {
		this.history.add(0, EventKind.HELD, "n1#1", ACCOUNT, 5, "")
			.add(0, EventKind.HELD, "n1#1", "account/key-2", 5, "")
			.add(10, EventKind.HELD, "n2#1", ACCOUNT, 6, "")
			.add(20, EventKind.HELD, "n1#1", ACCOUNT, 5, "")
			.add(30, EventKind.HELD, "n2#1", ACCOUNT, 6, "");
		assertThat(this.history.violations())
			.containsExactly("Two holders for 10 ms: n1#1 with token 5 and n2#1 with token 6");
	}

	@Test
	void aLockThatIsTakenAfterItWasLastSeenHeldIsWell() {
		this.history.called("n1#1", LOCK, 1, "tryLock", 0, 10, "5")
			.add(100, EventKind.HELD, "n1#1", LOCK, 5, "")
			.called("n2#1", LOCK, 1, "tryLock", 20, 110, "6");
		assertThat(this.history.violations()).isEmpty();
	}

	/** It stood still while it waited, and its lease ended meanwhile. */
	@Test
	void aLockOfWhichOneHearsOnlyWhenItIsLostIsWell() {
		this.history.called("n1#1", LOCK, 1, "tryLock", 0, 100, "5")
			.called("n2#1", LOCK, 1, "tryLock", 20, 40, "6")
			.add(50, EventKind.HELD, "n2#1", LOCK, 6, "");
		assertThat(this.history.violations()).isEmpty();
		this.history.called("n3#1", LOCK, 1, "tryLock", 41, 45, "7");
		assertThat(this.history.violations()).hasSize(1);
	}

	@Test
	void aLockThatIsTakenWhileItIsHeldIsFound() {
		this.history.called("n1#1", LOCK, 1, "tryLock", 0, 10, "5")
			.add(100, EventKind.HELD, "n1#1", LOCK, 5, "")
			.called("n2#1", LOCK, 1, "tryLock", 20, 90, "6");
		assertThat(this.history.violations())
			.containsExactly("Not linearizable: nothing explains why 'acquire 6' of n2#1 was answered '6'");
	}

}
