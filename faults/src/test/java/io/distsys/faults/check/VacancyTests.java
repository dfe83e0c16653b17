package io.distsys.faults.check;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VacancyTests {

	private static final long MILLI = 1_000_000;

	private final Histories history = new Histories();

	@Test
	void fromTheLastOpenAnswerOfOneGrantToTheFirstOfTheNextNobodyHolds() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 130, 200).held("n3#1", 7, 900, 1_000);
		assertThat(vacancies(0, 1_000)).containsExactly(vacancy(200, 900), vacancy(100, 130));
	}

	@Test
	void anOwnerThatDidNotRecordForAWhileHeldAllTheTime() {
		this.history.held("n1#1", 5, 0, 100).held("n1#1", 5, 3_000, 3_100);
		assertThat(vacancies(0, 3_100)).isEmpty();
	}

	@Test
	void whatIsHeldNoMoreIsVacantUntilTheEnd() {
		this.history.held("n1#1", 5, 0, 100);
		assertThat(vacancies(50, 700)).containsExactly(vacancy(100, 700));
	}

	@Test
	void whatWasNeverHeldIsVacantAllTheTime() {
		assertThat(vacancies(0, 700)).containsExactly(vacancy(0, 700));
	}

	@Test
	void whatComesAfterTheEndDoesNotCount() {
		this.history.held("n1#1", 5, 0, 100).held("n2#1", 6, 700, 800);
		assertThat(vacancies(0, 200)).containsExactly(vacancy(100, 200));
	}

	private static Vacancy vacancy(long from, long to) {
		return new Vacancy(Histories.RESOURCE, from * MILLI, to * MILLI);
	}

	private List<Vacancy> vacancies(long from, long to) {
		return Vacancy.of(this.history.events(), Set.of(Histories.RESOURCE), from * MILLI, to * MILLI);
	}

}
