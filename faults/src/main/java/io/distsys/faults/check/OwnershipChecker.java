package io.distsys.faults.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;

/**
 * Never two holders; tokens grow; a fenced store never goes back.
 * <p>
 * <b>What "holds" means.</b> A process holds a resource at an instant if a question to
 * its fence at that instant is answered <em>open</em>. A node asks each fence that it was
 * ever given about every 10 ms and records the clock before and after each question, so
 * an open answer shows that the fence was open at one instant of {@code [from, at]}. A
 * closed fence never opens again, so between two open answers of the same grant it was
 * open all the time: certainly from the end of the first question to the beginning of the
 * last one. Only these certain intervals are compared, hence a violation that is found is
 * one whatever the scheduler did to the recording process, a pause between the question
 * and the record included. What is not seen is an overlap shorter than two questions.
 * <p>
 * The clock is one for all processes, see {@link Event}.
 */
public final class OwnershipChecker {

	private final List<Violation> violations = new ArrayList<>();

	private OwnershipChecker() {
	}

	/**
	 * Check a history.
	 * @param events the events of all nodes and of the register
	 * @return what is wrong, the earliest first
	 */
	public static List<Violation> check(Collection<Event> events) {
		OwnershipChecker checker = new OwnershipChecker();
		tenures(events).values().forEach(checker::tenuresOfResource);
		checker.tokensOfOne(events);
		checker.registerNeverGoesBack(events);
		checker.violations.sort(Comparator.comparingLong(Violation::from));
		return List.copyOf(checker.violations);
	}

	/**
	 * How often each resource was held, by another process or with another token.
	 * @param events the history
	 * @return tenures by resource
	 */
	public static Map<String, Integer> countTenures(Collection<Event> events) {
		return tenures(events).entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().size()));
	}

	static Map<String, List<Tenure>> tenures(Collection<Event> events) {
		Map<String, Tenure> byGrant = new LinkedHashMap<>();
		for (Event event : events) {
			if (event.kind() == EventKind.HELD || event.kind() == EventKind.ACQUIRED) {
				byGrant.merge(event.resource() + "@" + event.token() + "@" + event.process(), new Tenure(event, event),
						(present, added) -> present.extendedBy(event));
			}
		}
		return byGrant.values().stream().collect(Collectors.groupingBy(Tenure::resource));
	}

	private void tenuresOfResource(List<Tenure> tenures) {
		List<Tenure> ordered = tenures.stream().sorted(Comparator.comparingLong(Tenure::begin)).toList();
		for (int i = 0; i < ordered.size(); i++) {
			for (int j = i + 1; j < ordered.size(); j++) {
				pair(ordered.get(i), ordered.get(j));
			}
		}
	}

	private void pair(Tenure earlier, Tenure later) {
		if (earlier.overlaps(later)) {
			long from = Math.max(earlier.begin(), later.begin());
			long to = Math.min(earlier.end(), later.end());
			add(earlier.resource(), from, to,
					"Two holders for " + (to - from) / 1_000_000 + " ms: " + earlier + " and " + later);
		}
		if (earlier.token() == later.token()) {
			add(earlier.resource(), earlier.begin(), later.begin(),
					"A token was used twice: " + earlier + " and " + later);
		}
		else if (earlier.beganBefore(later) && earlier.token() > later.token()) {
			add(earlier.resource(), earlier.begin(), later.begin(),
					"Tokens do not grow: " + earlier + ", then " + later);
		}
	}

	/** A token is of one grant, whatever the resource. */
	private void tokensOfOne(Collection<Event> events) {
		Map<Long, Event> firstOf = new HashMap<>();
		for (Event event : events) {
			if (event.kind() == EventKind.ACQUIRED) {
				Event first = firstOf.putIfAbsent(event.token(), event);
				if (first != null && !first.resource().equals(event.resource())) {
					add(event.resource(), first.at(), event.at(), "A token was used twice: " + event.token() + " for "
							+ first.resource() + " and for " + event.resource());
				}
			}
		}
	}

	private void registerNeverGoesBack(Collection<Event> events) {
		Map<String, Event> lastOf = new HashMap<>();
		events.stream()
			.filter((event) -> event.node().equals("register") && event.kind() == EventKind.WROTE)
			.sorted(Comparator.comparingLong(Event::at))
			.forEach((write) -> {
				Event last = lastOf.put(write.resource(), write);
				if (last != null && last.token() > write.token()) {
					add(write.resource(), last.at(), write.at(), "The register took a write of " + write.detail()
							+ " with token " + write.token() + " after one with " + last.token());
				}
				else if (last != null && last.token() == write.token() && !last.detail().equals(write.detail())) {
					add(write.resource(), last.at(), write.at(), "A token was used twice: " + last.detail() + " and "
							+ write.detail() + " wrote with " + write.token());
				}
			});
	}

	private void add(String resource, long from, long to, String what) {
		this.violations.add(new Violation(resource, from, to, what));
	}

}
