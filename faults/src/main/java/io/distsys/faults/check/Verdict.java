package io.distsys.faults.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.HistoryTable;
import io.distsys.faults.node.Sentries;

/**
 * What the checkers say of a history.
 *
 * @param violations what is wrong, the earliest first
 * @param report the same for people, with the parts of the history that show it
 */
public record Verdict(List<Violation> violations, String report) {

	private static final int SHOWN = 3;

	/**
	 * Judge a history.
	 * @param events the history, ordered by time
	 * @return the verdict
	 */
	public static Verdict of(Collection<Event> events) {
		List<Violation> violations = new ArrayList<>(OwnershipChecker.check(events));
		violations.addAll(ObjectChecker.check(events));
		violations.addAll(SentryChecker.check(events));
		StringBuilder report = new StringBuilder();
		violations.stream()
			.limit(SHOWN)
			.forEach((violation) -> report.append(violation.resource())
				.append(": ")
				.append(violation.what())
				.append('\n')
				.append(HistoryTable.of(events, violation.resource(), violation.from(), violation.to()))
				.append('\n'));
		if (violations.size() > SHOWN) {
			report.append("… and ").append(violations.size() - SHOWN).append(" violations more\n");
		}
		Map<String, Integer> tenures = new TreeMap<>(OwnershipChecker.countTenures(events));
		long sentries = tenures.keySet().stream().filter((resource) -> resource.startsWith(Sentries.RESOURCE)).count();
		tenures.keySet().removeIf((resource) -> resource.startsWith(Sentries.RESOURCE));
		report.append("Tenures: ").append(tenures).append('\n');
		report.append("Operations: ").append(ObjectChecker.count(events)).append('\n');
		report.append("Sentries: ").append(sentries).append('\n');
		return new Verdict(List.copyOf(violations), report.toString());
	}

	/**
	 * Whether the history keeps the promises.
	 * @return {@code true} if nothing is wrong
	 */
	public boolean isClean() {
		return this.violations.isEmpty();
	}

}
