package io.distsys.faults.check;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Words;
import org.jspecify.annotations.Nullable;

/** What a history has of numbers that were said and heard, and of what was counted. */
final class Talk {

	private static final Pattern COUNT = Pattern.compile("(\\w+)=(\\d+)");

	private final Map<String, NavigableMap<Long, Event>> said = new HashMap<>();

	private final Map<Pair, NavigableMap<Long, Event>> heard = new TreeMap<>();

	private final Map<String, NavigableMap<Long, Event>> counted = new HashMap<>();

	private final Map<Pair, NavigableMap<Long, Event>> parted = new TreeMap<>();

	private final Map<String, Long> begun = new HashMap<>();

	private final Map<String, NavigableMap<Long, Event>> ended = new HashMap<>();

	Talk(Collection<Event> events) {
		events.stream().sorted(Comparator.comparingLong(Event::at)).forEach(this::add);
	}

	private void add(Event event) {
		this.begun.putIfAbsent(event.process(), event.at());
		switch (event.resource()) {
			case Words.TALK -> {
				if (event.kind() == EventKind.INVOKED) {
					byNumber(this.said, event.process()).put(event.token(), event);
				}
				else {
					byNumber(this.heard, new Pair(event.detail(), event.process())).putIfAbsent(event.token(), event);
				}
			}
			case Words.COUNTS -> byNumber(this.counted, event.process()).put(event.at(), event);
			case Words.PARTED ->
				byNumber(this.parted, new Pair(event.process(), event.detail())).put(event.at(), event);
			default -> {
				if (event.kind() == EventKind.FAULT && event.detail().startsWith("ended ")) {
					byNumber(this.ended, event.detail().substring("ended ".length())).put(event.at(), event);
				}
			}
		}
	}

	private static <K> NavigableMap<Long, Event> byNumber(Map<K, NavigableMap<Long, Event>> all, K key) {
		return all.computeIfAbsent(key, (missing) -> new TreeMap<>());
	}

	/** Who has heard whom at all. */
	Set<Pair> pairs() {
		return this.heard.keySet();
	}

	/** What a process has said, by number. */
	NavigableMap<Long, Event> said(String process) {
		return this.said.getOrDefault(process, new TreeMap<>());
	}

	/** What the one has heard of the other, by number. */
	NavigableMap<Long, Event> heard(Pair pair) {
		return this.heard.getOrDefault(pair, new TreeMap<>());
	}

	/** When a process has counted last: what happened before is in its counts. */
	long countedUntil(String process) {
		Map.Entry<Long, Event> last = counted(process).lastEntry();
		return (last != null) ? last.getValue().from() : Long.MIN_VALUE;
	}

	/** What a process has counted since an instant, and just before it. */
	long count(String process, String what, long since) {
		return number(counted(process).lastEntry(), what) - number(counted(process).floorEntry(since), what);
	}

	private NavigableMap<Long, Event> counted(String process) {
		return this.counted.getOrDefault(process, new TreeMap<>());
	}

	private static long number(Map.@Nullable Entry<Long, Event> counts, String what) {
		Matcher count = COUNT.matcher((counts != null) ? counts.getValue().detail() : "");
		while (count.find()) {
			if (count.group(1).equals(what)) {
				return Long.parseLong(count.group(2));
			}
		}
		return 0;
	}

	/** Whether a listener went out of the view of its speaker between two instants. */
	boolean hasParted(Pair pair, long from, long to) {
		return !this.parted.getOrDefault(pair, new TreeMap<>()).subMap(from, true, to, true).isEmpty();
	}

	/** When a process had ended, or {@literal null} if it was not seen to end. */
	@Nullable Long endOf(String process) {
		String node = process.substring(0, process.indexOf('#'));
		return this.ended.getOrDefault(node, new TreeMap<>()).ceilingKey(this.begun.getOrDefault(process, 0L));
	}

	/** A process that speaks, and one that hears it. */
	record Pair(String speaker, String listener) implements Comparable<Pair> {

		@Override
		public int compareTo(Pair other) {
			return toString().compareTo(other.toString());
		}

		@Override
		public String toString() {
			return this.speaker + " to " + this.listener;
		}

	}

}
