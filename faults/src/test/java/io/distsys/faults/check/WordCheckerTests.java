package io.distsys.faults.check;

import java.util.List;
import java.util.Set;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Words;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two processes, of which one speaks and the other one listens. */
class WordCheckerTests {

	private final Histories history = new Histories();

	private List<String> violations() {
		return WordChecker.check(this.history.events(), Set.of("n1#1", "n2#1")).stream().map(Violation::what).toList();
	}

	private void say(long at, long number, int nodes) {
		this.history.add(at, EventKind.INVOKED, "n1#1", Words.TALK, number, Integer.toString(nodes));
	}

	private void hear(long at, long number) {
		this.history.add(at, EventKind.RETURNED, "n2#1", Words.TALK, number, "n1#1");
	}

	@Test
	void whatIsHeardInItsOrderIsRight() {
		for (int i = 1; i <= 3; i++) {
			say(i * 10, i, 1);
			hear(i * 10 + 5, i);
		}
		assertThat(violations()).isEmpty();
	}

	@Test
	void whatIsHeardTwiceIsFound() {
		say(10, 1, 1);
		hear(11, 1);
		hear(12, 1);
		assertThat(violations()).containsExactly("n1#1 to n2#1: 1 was heard after 1");
	}

	@Test
	void whatIsHeardOutOfOrderIsFound() {
		say(10, 1, 1);
		say(11, 2, 1);
		hear(12, 2);
		hear(13, 1);
		assertThat(violations()).contains("n1#1 to n2#1: 1 was heard after 2");
	}

	@Test
	void whatIsHeardBeforeItIsSaidIsFound() {
		hear(9, 1);
		say(10, 1, 1);
		assertThat(violations()).containsExactly("n1#1 to n2#1: 1 was heard before it was said");
	}

	@Test
	void whatWasLostAndNotCountedIsFound() {
		say(10, 1, 1);
		say(20, 2, 1);
		say(30, 3, 1);
		hear(11, 1);
		hear(31, 3);
		this.history.add(3000, EventKind.INVOKED, "n1#1", Words.COUNTS, 0, "{givenUp=0, uncertain=0}");
		this.history.add(3000, EventKind.INVOKED, "n2#1", Words.COUNTS, 0, "{lost=1}");
		assertThat(violations()).containsExactly("n1#1: 1 handed over and not heard {n2#1=1}, 0 messages counted");
	}

}
