package io.distsys.faults.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.faults.history.Event;

/**
 * A time during which nobody is known to have held a resource: from the last open answer
 * of one grant to the first one of the next. It is rather too long than too short: a
 * process that stood still before the question or before the record makes it longer.
 *
 * @param resource the resource
 * @param from the clock at which it begins
 * @param to the clock at which it ends
 */
public record Vacancy(String resource, long from, long to) {

	/**
	 * All of them between two instants.
	 * @param events the history
	 * @param resources the resources to look at; one that is never held is vacant for all
	 * of the time
	 * @param from when to begin
	 * @param to when to end
	 * @return the vacancies, the longest first
	 */
	public static List<Vacancy> of(Collection<Event> events, Set<String> resources, long from, long to) {
		Map<String, List<Tenure>> tenures = OwnershipChecker.tenures(events);
		List<Vacancy> vacancies = new ArrayList<>();
		for (String resource : resources) {
			long held = from;
			for (Tenure tenure : inOrder(tenures.getOrDefault(resource, List.of()))) {
				add(vacancies, resource, held, Math.min(tenure.begin(), to));
				held = Math.max(held, tenure.end());
			}
			add(vacancies, resource, held, to);
		}
		vacancies.sort(Comparator.comparing(Vacancy::time).reversed());
		return vacancies;
	}

	private static void add(List<Vacancy> vacancies, String resource, long from, long to) {
		if (from < to) {
			vacancies.add(new Vacancy(resource, from, to));
		}
	}

	private static List<Tenure> inOrder(List<Tenure> tenures) {
		return tenures.stream().sorted(Comparator.comparingLong(Tenure::begin)).toList();
	}

	/**
	 * How long it is.
	 * @return the time
	 */
	public Duration time() {
		return Duration.ofNanos(this.to - this.from);
	}

	@Override
	public String toString() {
		return this.resource + " for " + time().toMillis() + " ms";
	}

}
