package io.distsys.faults.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Words;

/**
 * What is promised of a reliable topic whatever happens to the network: what one process
 * writes is read in its order and at most once, be it to be a dead letter; nobody reads
 * what was not written; and of what is missing between the first and the last number that
 * was read of a process the reader is told.
 */
public final class ChronicleChecker {

	private final Map<String, Map<Long, Event>> written = new HashMap<>();

	private final Map<Pair, List<Event>> read;

	private final Map<String, Long> gaps;

	/** When the writer was told. */
	private final Map<Number, Long> stored;

	private final List<Violation> violations = new ArrayList<>();

	private ChronicleChecker(Collection<Event> events) {
		List<Event> ordered = events.stream().sorted(Comparator.comparingLong(Event::at)).toList();
		List<Event> writing = ordered.stream().filter((event) -> event.resource().equals(Words.CHRONICLE)).toList();
		List<Event> reading = ordered.stream()
			.filter((event) -> event.resource().equals(Words.CHRONICLE_READ))
			.toList();
		writing.stream()
			.filter((event) -> event.kind() == EventKind.INVOKED)
			.forEach((event) -> this.written.computeIfAbsent(event.process(), (process) -> new HashMap<>())
				.put(event.token(), event));
		this.stored = writing.stream()
			.filter((event) -> event.kind() == EventKind.RETURNED)
			.collect(Collectors.toMap((event) -> new Number(event.process(), event.token()), Event::at,
					(first, again) -> first));
		this.read = reading.stream()
			.filter((event) -> event.kind() != EventKind.LOST)
			.collect(Collectors.groupingBy((event) -> new Pair(event.detail(), event.process())));
		this.gaps = reading.stream()
			.filter((event) -> event.kind() == EventKind.LOST)
			.collect(Collectors.groupingBy(Event::process, Collectors.summingLong(Event::token)));
	}

	/**
	 * Check a history.
	 * @param events the events of all nodes
	 * @return what is wrong, the earliest first
	 */
	public static List<Violation> check(Collection<Event> events) {
		ChronicleChecker checker = new ChronicleChecker(events);
		checker.read.forEach(checker::order);
		checker.losses();
		checker.violations.sort(Comparator.comparingLong(Violation::from));
		return List.copyOf(checker.violations);
	}

	/**
	 * Count what was lost although its writer was told that it is stored: that is
	 * promised against one process that is killed, and not across a cut.
	 * <p>
	 * A reader must have read what was stored before something began to be written that
	 * it has read, for that comes later in the log, whoever has written both: so also the
	 * last words of a writer that was killed count, and those of the others only when
	 * their turn has come.
	 * @param events the events of all nodes
	 * @param readers the processes that read all of it, from the first number
	 * @return how many numbers, summed over the readers
	 */
	public static long storedAndNotRead(Collection<Event> events, Collection<String> readers) {
		ChronicleChecker checker = new ChronicleChecker(events);
		return readers.stream().mapToLong(checker::storedAndNotRead).sum();
	}

	private long storedAndNotRead(String reader) {
		Set<Number> numbers = new HashSet<>();
		this.read.forEach((pair, events) -> {
			if (pair.reader().equals(reader)) {
				events.forEach((event) -> numbers.add(new Number(pair.writer(), event.token())));
			}
		});
		long reached = numbers.stream().mapToLong(this::begun).max().orElse(Long.MAX_VALUE);
		return this.stored.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() < reached && !numbers.contains(entry.getKey()))
			.count();
	}

	private long begun(Number number) {
		Event event = this.written.getOrDefault(number.process(), Map.of()).get(number.number());
		return (event != null) ? event.from() : Long.MIN_VALUE;
	}

	private void order(Pair pair, List<Event> read) {
		long last = 0;
		for (Event event : read) {
			if (event.token() <= last) {
				violation(event, pair + ": " + event.token() + " was read after " + last);
			}
			Event origin = this.written.getOrDefault(pair.writer(), Map.of()).get(event.token());
			if (origin == null || origin.from() > event.at()) {
				violation(event, pair + ": " + event.token() + " was read and not written before");
			}
			last = Math.max(last, event.token());
		}
	}

	private void losses() {
		Map<String, Long> missing = new HashMap<>();
		this.read.forEach((pair, read) -> missing.merge(pair.reader(), (long) missing(read).size(), Long::sum));
		missing.forEach((reader, count) -> {
			long told = this.gaps.getOrDefault(reader, 0L);
			if (count > told) {
				this.violations.add(new Violation(Words.CHRONICLE_READ, 0, 0,
						reader + ": " + count + " are missing, and it was told of " + told));
			}
		});
	}

	/** The numbers between the first and the last one that were not read. */
	private static List<Long> missing(List<Event> read) {
		Set<Long> numbers = read.stream().map(Event::token).collect(Collectors.toSet());
		List<Long> missing = new ArrayList<>();
		for (long number = read.get(0).token(); number < read.get(read.size() - 1).token(); number++) {
			if (!numbers.contains(number)) {
				missing.add(number);
			}
		}
		return missing;
	}

	private void violation(Event event, String what) {
		this.violations.add(new Violation(Words.CHRONICLE_READ, event.from(), event.at(), what));
	}

	private record Number(String process, long number) {

	}

	private record Pair(String writer, String reader) {

		@Override
		public String toString() {
			return this.writer + " to " + this.reader;
		}

	}

}
