package io.distsys.faults.check;

import java.time.Duration;
import java.util.List;

import io.distsys.faults.history.EventKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.distsys.faults.check.Histories.RESOURCE;
import static org.assertj.core.api.Assertions.assertThat;

/** In milliseconds; two may act for a second after a disturbance. */
class AvailableCheckerTests {

	private static final long LONG = 20_000;

	private final Histories history = new Histories();

	/** Three processes that never stand still. */
	@BeforeEach
	void beat() {
		for (long at = 0; at <= LONG; at += 500) {
			for (int node = 1; node <= 3; node++) {
				this.history.add(at, EventKind.INVOKED, "n" + node + "#1", "pulse", 0, "");
			}
		}
	}

	private List<String> violations() {
		return AvailableChecker.check(this.history.events(), 0, Duration.ofSeconds(1))
			.stream()
			.map(Violation::what)
			.toList();
	}

	private void fault(long at, String what) {
		this.history.add(at, EventKind.FAULT, "nemesis#0", "", 0, what);
	}

	private void act(long at, String process, long token) {
		this.history.add(at, EventKind.HELD, process, RESOURCE, token, "acted");
	}

	private void offer(long at, String process, long token, String state) {
		this.history.add(at, EventKind.RELEASED, process, RESOURCE, token, "");
		this.history.add(at, EventKind.INVOKED, process, RESOURCE, token, state);
	}

	private void take(long at, String process, long token, String state) {
		this.history.add(at, EventKind.RETURNED, process, RESOURCE, token, state);
	}

	@Test
	void aHandOverWithTheStateIsWell() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 110, 200);
		act(50, "n1#1", 5);
		offer(101, "n1#1", 5, "{n1#1@5=1}");
		take(112, "n2#1", 5, "HANDED_OVER {n1#1@5=1}");
		act(120, "n2#1", 6);
		assertThat(violations()).isEmpty();
	}

	@Test
	void twoHoldersWithoutACauseAreFound() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 95, 200);
		assertThat(violations()).singleElement().asString().startsWith("Two holders for 5 ms without a cause");
	}

	@Test
	void twoHoldersDuringACutAndForAWhileAfterItAreWell() {
		fault(1_000, "cut {n1} <-x-> {n2,n3}");
		this.history.held("n1#1", 5, 0, 8_900).held("n2#1", 6, 3_000, LONG);
		fault(8_000, "heal the network");
		assertThat(violations()).isEmpty();
	}

	@Test
	void twoHoldersForLongerAfterACutAreFound() {
		fault(1_000, "cut {n1} <-x-> {n2,n3}");
		this.history.held("n1#1", 5, 0, 9_100).held("n2#1", 6, 3_000, LONG);
		fault(8_000, "heal the network");
		assertThat(violations()).singleElement().asString().startsWith("Two holders for 6100 ms");
	}

	@Test
	void twoHoldersBeforeACutAreFound() {
		this.history.held("n1#1", 5, 0, 8_000).held("n2#1", 6, 900, 8_000);
		fault(1_000, "cut {n1} <-x-> {n2,n3}");
		assertThat(violations()).hasSize(1);
	}

	@Test
	void twoHoldersWhileOneStandsStillAreWell() {
		this.history.held("n4#1", 5, 0, 1_000).held("n2#1", 6, 6_000, LONG).held("n4#1", 5, 9_000, 9_500);
		assertThat(violations()).isEmpty();
	}

	@Test
	void whoStandsStillAndIsNotLetGoIsFound() {
		this.history.held("n4#1", 5, 0, 1_000).held("n2#1", 6, 6_000, LONG).held("n4#1", 5, 9_000, 10_500);
		assertThat(violations()).hasSize(1);
	}

	@Test
	void anActAfterTheOrderToStopIsFound() {
		this.history.held("n1#1", 5, 0, 100);
		this.history.add(100, EventKind.RELEASED, "n1#1", RESOURCE, 5, "");
		act(110, "n1#1", 5);
		assertThat(violations()).containsExactly("n1#1 acted with token 5 after it was told to stop");
	}

	@Test
	void aStateThatDoesNotArriveIsFound() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 110, 200);
		offer(101, "n1#1", 5, "{}");
		assertThat(violations()).containsExactly("The state of n1#1 with token 5 did not arrive");
	}

	@Test
	void aStateThatIsSentIntoACutMayBeLost() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 110, 200);
		fault(90, "cut {n1} <-x-> {n2}");
		offer(101, "n1#1", 5, "{}");
		assertThat(violations()).isEmpty();
	}

	@Test
	void aStateWithoutAllActsIsFound() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 110, 200);
		act(50, "n1#1", 5);
		act(60, "n1#1", 5);
		offer(101, "n1#1", 5, "{n1#1@5=1}");
		take(112, "n2#1", 5, "HANDED_OVER {n1#1@5=1}");
		assertThat(violations()).containsExactly("The state of n1#1@5 tells of 1 acts of 2");
	}

	@Test
	void anotherStateThanWasOfferedIsFound() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 110, 200);
		offer(101, "n1#1", 5, "{}");
		take(112, "n2#1", 5, "HANDED_OVER {n1#1@5=1}");
		assertThat(violations()).containsExactly("n2#1 took another state than was offered");
	}

	@Test
	void aStateThatIsTakenAndNotGivenAlongIsFound() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 110, 200).held("n3#1", 7, 210, 300);
		act(50, "n1#1", 5);
		offer(101, "n1#1", 5, "{n1#1@5=1}");
		take(112, "n2#1", 5, "HANDED_OVER {n1#1@5=1}");
		offer(201, "n2#1", 6, "{}");
		take(212, "n3#1", 6, "HANDED_OVER {}");
		assertThat(violations()).containsExactly("The state of n2#1@6 has lost what it took: n1#1@5=1");
	}

	@Test
	void anActBeforeTheStateOfTheOneBeforeIsFound() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 110, 200);
		offer(101, "n1#1", 5, "{}");
		act(111, "n2#1", 6);
		take(112, "n2#1", 5, "HANDED_OVER {}");
		assertThat(violations()).containsExactly("n2#1 acted before it took the state of the one before");
	}

	@Test
	void whoIsKeptTakesTheStateOfTheOtherWhileItActs() {
		fault(0, "cut {n1} <-x-> {n2,n3}");
		this.history.held("n1#1", 5, 0, 8_500).held("n2#1", 6, 3_000, LONG);
		fault(8_000, "heal the network");
		act(8_400, "n2#1", 6);
		offer(8_450, "n1#1", 5, "{}");
		take(8_470, "n2#1", 5, "CONCEDED {}");
		assertThat(violations()).isEmpty();
	}

	@Test
	void aStateThatIsTakenBeforeItsOwnerWasToldIsFound() {
		fault(0, "cut {n1} <-x-> {n2,n3}");
		this.history.held("n1#1", 5, 0, 8_500).held("n2#1", 6, 3_000, LONG);
		fault(8_000, "heal the network");
		this.history.add(8_450, EventKind.INVOKED, "n1#1", RESOURCE, 5, "{}");
		take(8_460, "n2#1", 5, "CONCEDED {}");
		this.history.add(8_470, EventKind.RELEASED, "n1#1", RESOURCE, 5, "");
		assertThat(violations()).containsExactly("n2#1 took the state of n1#1 before that was told");
	}

	@Test
	void aStateThatWasConcededToOneThatBeginsLaterIsFound() {
		this.history.held("n1#1", 5, 0, 8_500).held("n2#1", 6, 8_600, LONG);
		offer(8_550, "n1#1", 5, "{}");
		take(8_670, "n2#1", 5, "CONCEDED {}");
		assertThat(violations()).as("handed over by way of a third one").isEmpty();
		this.history.add(8_551, EventKind.LOST, "n1#1", RESOURCE, 5, "node n3 is active too, and is kept");
		assertThat(violations()).containsExactly("n2#1 was not active yet when another one conceded to it");
	}

	@Test
	void whatIsBeforeTheFirstRestIsNotJudged() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 95, 200);
		offer(101, "n1#1", 5, "{}");
		assertThat(AvailableChecker.check(this.history.events(), 1_000_000_000, Duration.ofSeconds(1))).isEmpty();
	}

}
