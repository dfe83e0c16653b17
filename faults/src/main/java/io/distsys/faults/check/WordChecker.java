package io.distsys.faults.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Words;

/**
 * What is promised of messages whatever happens to the network: what one process says is
 * heard in its order and at most once, nobody hears what was not said, and what was
 * handed over to all others and not heard is counted, by the one or the other.
 */
public final class WordChecker {

	private static final Pattern COUNT = Pattern.compile("(\\w+)=(\\d+)");

	private final Map<String, List<Event>> said;

	private final Map<Pair, List<Event>> heard;

	private final Map<String, Map<String, Long>> counts = new HashMap<>();

	private final int others;

	private final List<Violation> violations = new ArrayList<>();

	private WordChecker(Collection<Event> events, int others) {
		this.others = others;
		List<Event> ordered = events.stream().sorted(Comparator.comparingLong(Event::at)).toList();
		List<Event> words = ordered.stream().filter((event) -> event.resource().equals(Words.TALK)).toList();
		this.said = words.stream()
			.filter((event) -> event.kind() == EventKind.INVOKED)
			.collect(Collectors.groupingBy(Event::process));
		this.heard = words.stream()
			.filter((event) -> event.kind() == EventKind.RETURNED)
			.collect(Collectors.groupingBy((event) -> new Pair(event.detail(), event.process())));
		ordered.stream()
			.filter((event) -> event.resource().equals(Words.COUNTS))
			.forEach((event) -> this.counts.put(event.process(), counts(event.detail())));
	}

	/**
	 * Check a history.
	 * @param events the events of all nodes
	 * @param others how many other nodes each node has when all are there
	 * @return what is wrong, the earliest first
	 */
	public static List<Violation> check(Collection<Event> events, int others) {
		WordChecker checker = new WordChecker(events, others);
		checker.heard.forEach(checker::check);
		checker.violations.sort(Comparator.comparingLong(Violation::from));
		return List.copyOf(checker.violations);
	}

	private static Map<String, Long> counts(String detail) {
		Map<String, Long> counts = new HashMap<>();
		Matcher count = COUNT.matcher(detail);
		while (count.find()) {
			counts.put(count.group(1), Long.valueOf(count.group(2)));
		}
		return counts;
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
		losses(pair, heard, said);
	}

	/** A process that was killed tells nobody what it had not sent. */
	private void losses(Pair pair, List<Event> heard, Map<Long, Event> said) {
		Set<Long> numbers = heard.stream().map(Event::token).collect(Collectors.toCollection(HashSet::new));
		long first = heard.get(0).token();
		Event end = heard.get(heard.size() - 1);
		long missing = said.values()
			.stream()
			.filter((event) -> event.token() > first && event.token() < end.token())
			.filter((event) -> event.detail().equals(Integer.toString(this.others)))
			.filter((event) -> !numbers.contains(event.token()))
			.count();
		long counted = count(pair.listener(), "lost") + count(pair.listener(), "dropped")
				+ count(pair.speaker(), "uncertain") + count(pair.speaker(), "givenUp");
		if (missing > counted) {
			violation(end, pair + ": " + missing + " were handed over and not heard, and only " + counted
					+ " messages were counted as lost");
		}
	}

	private long count(String process, String what) {
		return this.counts.getOrDefault(process, Map.of()).getOrDefault(what, 0L);
	}

	private void violation(Event event, String what) {
		this.violations.add(new Violation(Words.TALK, event.from(), event.at(), what));
	}

	private record Pair(String speaker, String listener) {

		@Override
		public String toString() {
			return this.speaker + " to " + this.listener;
		}

	}

}
