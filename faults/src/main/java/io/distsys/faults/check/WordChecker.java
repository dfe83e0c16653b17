package io.distsys.faults.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.faults.check.Talk.Pair;
import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Words;

/**
 * What is promised of messages whatever happens to the network: what one process says is
 * heard in its order and at most once, nobody hears what was not said, and what was
 * handed over to all others and not heard is counted, see {@link WordLosses}.
 */
public final class WordChecker {

	private final Map<String, List<Event>> said;

	private final Map<Pair, List<Event>> heard;

	private final List<Violation> violations = new ArrayList<>();

	private WordChecker(Collection<Event> events) {
		List<Event> ordered = events.stream().sorted(Comparator.comparingLong(Event::at)).toList();
		List<Event> words = ordered.stream().filter((event) -> event.resource().equals(Words.TALK)).toList();
		this.said = words.stream()
			.filter((event) -> event.kind() == EventKind.INVOKED)
			.collect(Collectors.groupingBy(Event::process));
		this.heard = words.stream()
			.filter((event) -> event.kind() == EventKind.RETURNED)
			.collect(Collectors.groupingBy((event) -> new Pair(event.detail(), event.process())));
	}

	/**
	 * Check a history.
	 * @param events the events of all nodes
	 * @param running the processes that run at the end, as many as ever did at a time
	 * @return what is wrong, the earliest first
	 */
	public static List<Violation> check(Collection<Event> events, Set<String> running) {
		WordChecker checker = new WordChecker(events);
		checker.heard.forEach(checker::check);
		checker.violations.addAll(new WordLosses(events, running).violations());
		checker.violations.sort(Comparator.comparingLong(Violation::from));
		return List.copyOf(checker.violations);
	}

	private void check(Pair pair, List<Event> heard) {
		Map<Long, Event> said = this.said.getOrDefault(pair.speaker(), List.of())
			.stream()
			.collect(Collectors.toMap(Event::token, (event) -> event));
		long last = 0;
		for (Event event : heard) {
			if (event.token() <= last) {
				violation(event, pair + ": " + event.token() + " was heard after " + last);
			}
			if (said.containsKey(event.token()) && said.get(event.token()).from() > event.at()) {
				violation(event, pair + ": " + event.token() + " was heard before it was said");
			}
			last = Math.max(last, event.token());
		}
	}

	private void violation(Event event, String what) {
		this.violations.add(new Violation(Words.TALK, event.from(), event.at(), what));
	}

}
