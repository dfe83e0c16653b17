package io.distsys.faults.check;

import java.util.List;
import java.util.Set;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Words;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two processes; what is said is handed over to one other. */
class WordLossesTests {

	private final Histories history = new Histories();

	private Set<String> running = Set.of("n1#1", "n2#1");

	private WordLosses losses() {
		return new WordLosses(this.history.events(), this.running);
	}

	private List<String> violations() {
		return losses().violations().stream().map(Violation::what).toList();
	}

	private void say(long at, long number, int nodes) {
		this.history.add(at, EventKind.INVOKED, "n1#1", Words.TALK, number, Integer.toString(nodes));
	}

	private void hear(long at, long number) {
		this.history.add(at, EventKind.RETURNED, "n2#1", Words.TALK, number, "n1#1");
	}

	private void count(String process, String what) {
		count(3000, process, what);
	}

	private void count(long at, String process, String what) {
		this.history.add(at, EventKind.INVOKED, process, Words.COUNTS, 0, what);
	}

	/** Of three numbers the second is not heard. */
	private void lose(int nodes) {
		say(100, 1, 1);
		say(200, 2, nodes);
		say(300, 3, 1);
		hear(110, 1);
		hear(310, 3);
	}

	@Test
	void whatBothHaveCountedIsRight() {
		lose(1);
		count("n1#1", "{uncertain=1}");
		count("n2#1", "{lost=1}");
		assertThat(violations()).isEmpty();
	}

	@Test
	void lossThatTheSpeakerHasNotCountedIsFound() {
		lose(1);
		count("n1#1", "{givenUp=0, uncertain=0}");
		count("n2#1", "{lost=1}");
		assertThat(violations()).containsExactly("n1#1: 1 handed over and not heard {n2#1=1}, 0 messages counted");
	}

	/** It may not have asked after it yet. */
	@Test
	void lossIsJudgedAWhileAfterTheNextWordWasHeard() {
		lose(1);
		count(2200, "n1#1", "{givenUp=0, uncertain=0}");
		count("n2#1", "{lost=1}");
		assertThat(violations()).isEmpty();
		count(2400, "n1#1", "{givenUp=0, uncertain=0}");
		assertThat(violations()).hasSize(1);
	}

	@Test
	void whatWasCountedBeforeAnythingWasSaidIsNoneOfIt() {
		this.history.add(90, EventKind.INVOKED, "n1#1", Words.COUNTS, 0, "{givenUp=5, uncertain=7}");
		lose(1);
		count("n1#1", "{givenUp=5, uncertain=7}");
		count("n2#1", "{lost=1}");
		assertThat(violations()).containsExactly("n1#1: 1 handed over and not heard {n2#1=1}, 0 messages counted");
	}

	@Test
	void lossThatTheListenerHasNotCountedIsFound() {
		lose(1);
		count("n1#1", "{givenUp=1, uncertain=0}");
		count("n2#1", "{lost=0}");
		assertThat(violations()).containsExactly("n2#1: 1 left out of what was heard {n1#1=1}, 0 messages counted");
	}

	@Test
	void afterAPartingTheListenerKnowsNothingOfTheLoss() {
		lose(1);
		this.history.add(250, EventKind.LOST, "n1#1", Words.PARTED, 0, "n2#1");
		count("n1#1", "{givenUp=1, uncertain=0}");
		count("n2#1", "{lost=0}");
		assertThat(violations()).isEmpty();
	}

	@Test
	void whatAFullQueueHasDroppedIsCounted() {
		lose(1);
		count("n1#1", "{}");
		count("n2#1", "{dropped=1}");
		assertThat(violations()).isEmpty();
	}

	@Test
	void whatWasHandedOverToNobodyIsNotLost() {
		lose(0);
		count("n1#1", "{}");
		count("n2#1", "{}");
		assertThat(violations()).isEmpty();
	}

	@Test
	void whatIsSaidToAProcessThatHasEndedIsLostUntilThatIsNoticed() {
		this.running = Set.of("n1#1", "n3#1");
		say(100, 1, 1);
		hear(110, 1);
		say(200, 2, 1);
		this.history.add(250, EventKind.FAULT, "nemesis#0", "", 0, "ended n2");
		say(300, 3, 1);
		say(400, 4, 0);
		say(500, 5, 1);
		count("n1#1", "{}");
		assertThat(violations()).containsExactly("n1#1: 1 handed over and not heard {n2#1=1}, 0 messages counted");
	}

	@Test
	void whatWasSaidIsJudgedOnceSomethingLaterIsHeardAndCounted() {
		say(100, 1, 1);
		hear(110, 1);
		assertThat(losses().unheardSince(200_000_000)).containsExactly("n1#1 does not hear n2#1",
				"n2#1 does not hear n1#1");
		answer();
		say(300, 2, 1);
		hear(310, 2);
		assertThat(losses().unheardSince(200_000_000)).hasSize(2);
		count("n1#1", "{}");
		count("n2#1", "{}");
		assertThat(losses().unheardSince(200_000_000)).isEmpty();
	}

	private void answer() {
		this.history.add(300, EventKind.INVOKED, "n2#1", Words.TALK, 1, "1");
		this.history.add(310, EventKind.RETURNED, "n1#1", Words.TALK, 1, "n2#1");
	}

}
