package io.distsys.faults.check;

import java.util.List;
import java.util.Set;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Baskets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** In milliseconds. */
class BasketCheckerTests {

	private static final String KEY = Baskets.KEYS.get(0);

	private static final String GRANT = "n3#1@7";

	private final Histories history = new Histories();

	private List<String> violations(String... killed) {
		Baskets.KEYS.stream()
			.filter((key) -> !key.equals(KEY))
			.forEach((key) -> this.history.add(900, EventKind.RETURNED, "n3#1", Baskets.COUNTS + key, 0, "{}"));
		return BasketChecker.check(this.history.events(), Set.of(killed), 0).stream().map(Violation::what).toList();
	}

	private void put(String process, long at) {
		asks(process, at);
		this.history.add(at + 1, EventKind.RETURNED, process, Baskets.PUT + KEY, 0, GRANT);
	}

	private void asks(String process, long at) {
		this.history.add(at, EventKind.INVOKED, process, Baskets.ASKED + KEY, 0, "");
	}

	private void isInIt(int count) {
		this.history.add(800, EventKind.RETURNED, "n3#1", Baskets.COUNTS + KEY, 0, "{" + GRANT + "=" + count + "}");
	}

	@Test
	void whatWasAnsweredIsInIt() {
		put("n1#1", 10);
		put("n2#1", 20);
		isInIt(2);
		assertThat(violations()).isEmpty();
	}

	@Test
	void whatWasAnsweredIsMissed() {
		put("n1#1", 10);
		put("n2#1", 20);
		isInIt(1);
		assertThat(violations()).singleElement().asString().contains("has acknowledged 2, of which 1 are left");
	}

	@Test
	void whatNobodyWasAnsweredIsFound() {
		put("n1#1", 10);
		asks("n2#1", 20);
		isInIt(2);
		assertThat(violations()).singleElement().asString().contains("1 are in it that nobody was answered");
	}

	@Test
	void whatAKilledProcessHadAskedForMayBeInIt() {
		put("n1#1", 10);
		put("n2#1", 20);
		asks("n2#1", 30);
		isInIt(3);
		assertThat(violations("n2#1")).isEmpty();
	}

	@Test
	void whatAKilledProcessHadNotAskedForMayNot() {
		put("n1#1", 10);
		put("n2#1", 20);
		isInIt(3);
		assertThat(violations("n2#1")).singleElement().asString().contains("1 are in it that nobody was answered");
	}

}
