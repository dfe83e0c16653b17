package io.distsys.faults.check;

import java.util.List;

import io.distsys.faults.history.EventKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OwnershipCheckerTests {

	private final Histories history = new Histories();

	@Test
	void oneAfterTheOtherWithLargerTokensIsWell() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 110, 200).held("n1#2", 9, 201, 300);
		assertThat(this.history.violations()).isEmpty();
	}

	@Test
	void twoHoldersAtOneInstantAreFound() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 95, 200);
		assertThat(this.history.violations())
			.containsExactly("Two holders for 5 ms: n1#1 with token 5 and n2#1 with token 6");
	}

	@Test
	void anOwnerThatGoesOnAfterItsSuccessorHasEndedIsFound() {
		this.history.held("n1#1", 5, 0, 300).held("n2#1", 6, 100, 200);
		assertThat(this.history.violations()).hasSize(1);
	}

	@Test
	void aRestartedNodeIsAnotherHolder() {
		this.history.held("n1#1", 5, 0, 100).held("n1#2", 6, 50, 200);
		assertThat(this.history.violations()).hasSize(1);
	}

	@Test
	void aQuestionThatWasUnderWayWhileTheProcessStoodStillProvesNothing() {
		this.history.held("n1#1", 5, 0, 100).asked("n1#1", 5, 105, 5_000).held("n2#1", 6, 2_000, 6_000);
		assertThat(this.history.violations()).isEmpty();
	}

	@Test
	void aQuestionThatBeganAfterTheNextOwnerDidProvesIt() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 2_000, 6_000).asked("n1#1", 5, 2_001, 5_000);
		assertThat(this.history.violations()).hasSize(1);
	}

	@Test
	void aSmallerTokenThanBeforeIsFound() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 4, 110, 200);
		assertThat(this.history.violations())
			.containsExactly("Tokens do not grow: n1#1 with token 5, then n2#1 with token 4");
	}

	@Test
	void aTokenOfTwoHoldersIsFound() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 5, 110, 200);
		assertThat(this.history.violations())
			.containsExactly("A token was used twice: n1#1 with token 5 and n2#1 with token 5");
	}

	@Test
	void aTokenOfTwoResourcesIsFound() {
		this.history.held("n1#1", 5, 0, 100).add(50, EventKind.ACQUIRED, "n2#1", "name/alpha", 5, "");
		assertThat(this.history.violations())
			.containsExactly("A token was used twice: 5 for singleton/ledger and for name/alpha");
	}

	@Test
	void aRegisterThatRefusesWhatIsOldIsWell() {
		this.history.registered(1, "n1#1", 5, EventKind.WROTE)
			.registered(2, "n2#1", 6, EventKind.WROTE)
			.registered(3, "n1#1", 5, EventKind.REFUSED);
		assertThat(this.history.violations()).isEmpty();
	}

	@Test
	void aRegisterThatTakesWhatIsOldIsFound() {
		this.history.registered(1, "n1#1", 5, EventKind.WROTE)
			.registered(2, "n2#1", 6, EventKind.WROTE)
			.registered(3, "n1#1", 5, EventKind.WROTE);
		assertThat(this.history.violations())
			.containsExactly("The register took a write of n1#1 with token 5 after one with 6");
	}

	@Test
	void twoWritersWithOneTokenAreFound() {
		this.history.registered(1, "n1#1", 5, EventKind.WROTE).registered(2, "n2#1", 5, EventKind.WROTE);
		assertThat(this.history.violations()).containsExactly("A token was used twice: n1#1 and n2#1 wrote with 5");
	}

	@Test
	void theReportShowsTheEventsAroundTheViolation() {
		this.history.held("n1#1", 5, 0, 100)
			.add(90, EventKind.FAULT, "nemesis#0", "", 0, "cut {n1} <-x-> {n2,n3}")
			.held("n2#1", 6, 95, 200)
			.registered(150, "n1#1", 5, EventKind.REFUSED);
		List<String> lines = Verdict.of(this.history.events())
			.report()
			.lines()
			.map((line) -> line.replaceAll(" +", " ").strip())
			.toList();
		assertThat(lines).contains("0.000 n1#1 HELD 5 until 0.100, 12 times",
				"0.090 nemesis FAULT cut {n1} <-x-> {n2,n3}", "0.095 n2#1 ACQUIRED 6", "0.150 register REFUSED 5 n1#1");
	}

}
