package io.distsys.faults.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Baskets;

/**
 * What is promised of available workers: what a worker has acknowledged is in the one
 * that is kept in the end, however many there were of it meanwhile, unless its process
 * was killed; nothing is in it twice; each worker that was told that another one is kept
 * has its state merged once; and no state is lost.
 */
public final class BasketChecker {

	private static final Pattern COUNT = Pattern.compile("([^{ ]+@\\d+)=(\\d+)");

	private final List<Violation> violations = new ArrayList<>();

	private final List<Event> events;

	private final Set<String> killed;

	private final long since;

	private BasketChecker(Collection<Event> events, Set<String> killed, long since) {
		this.events = events.stream().sorted(Comparator.comparingLong(Event::at)).toList();
		this.killed = killed;
		this.since = since;
	}

	/**
	 * Check a history at whose end all is at rest.
	 * @param events the events of all nodes
	 * @param killed the processes that were killed
	 * @param since when all was at rest the first time, or when a process was killed
	 * @return what is wrong
	 */
	public static List<Violation> check(Collection<Event> events, Set<String> killed, long since) {
		BasketChecker checker = new BasketChecker(events, killed, since);
		Baskets.KEYS.forEach(checker::basket);
		return List.copyOf(checker.violations);
	}

	private void basket(String key) {
		List<Event> looks = of(Baskets.COUNTS + key, EventKind.RETURNED).toList();
		if (looks.isEmpty()) {
			add(Baskets.COUNTS + key, this.since, "Nobody has seen what is in it");
			return;
		}
		Event last = looks.get(looks.size() - 1);
		Map<String, Long> counts = counts(last.detail());
		nothingIsMissing(key, last, counts);
		nothingIsThereTwice(key, last, counts);
		long conceded = later(of(Baskets.CONCEDED + key, EventKind.LOST));
		long merged = later(of(Baskets.MERGED + key, EventKind.RETURNED));
		if (merged != conceded) {
			add(Baskets.MERGED + key, last.at(),
					conceded + " were told that another one is kept, and " + merged + " states were merged");
		}
		of(Baskets.STATE_LOST + key, EventKind.FAILED).filter((event) -> event.from() >= this.since)
			.forEach((event) -> add(event.resource(), event.at(), "A state was lost: " + event.detail()));
	}

	private long later(Stream<Event> some) {
		return some.filter((event) -> event.from() >= this.since).count();
	}

	private void nothingIsMissing(String key, Event last, Map<String, Long> counts) {
		Map<String, Long> acknowledged = new HashMap<>();
		of(Baskets.PUT + key, EventKind.RETURNED).filter((put) -> put.from() >= this.since && put.at() < last.from())
			.filter((put) -> !this.killed.contains(put.detail().split("@")[0]))
			.forEach((put) -> acknowledged.merge(put.detail(), 1L, Long::sum));
		acknowledged.forEach((grant, count) -> {
			if (counts.getOrDefault(grant, 0L) < count) {
				add(Baskets.of(key), last.at(), grant + " has acknowledged " + count + ", of which "
						+ counts.getOrDefault(grant, 0L) + " are left: " + last.detail());
			}
		});
	}

	private void nothingIsThereTwice(String key, Event last, Map<String, Long> counts) {
		Map<String, Long> answered = of(Baskets.PUT + key, EventKind.RETURNED)
			.collect(Collectors.groupingBy(Event::detail, Collectors.counting()));
		long unknown = of(Baskets.PUT + key, EventKind.UNKNOWN).count()
				+ this.killed.stream().mapToLong((process) -> underWay(key, process)).sum();
		long surplus = counts.entrySet()
			.stream()
			.mapToLong((count) -> Math.max(0, count.getValue() - answered.getOrDefault(count.getKey(), 0L)))
			.sum();
		if (surplus > unknown) {
			add(Baskets.of(key), last.at(), surplus + " are in it that nobody was answered, and of only " + unknown
					+ " calls it is not known whether they ran");
		}
	}

	/** The calls of a process that was killed before it could say what became of them. */
	private long underWay(String key, String process) {
		return by(process, Baskets.ASKED + key) - by(process, Baskets.PUT + key);
	}

	private long by(String process, String resource) {
		return this.events.stream()
			.filter((event) -> event.process().equals(process) && event.resource().equals(resource))
			.count();
	}

	private Stream<Event> of(String resource, EventKind kind) {
		return this.events.stream().filter((event) -> event.kind() == kind && event.resource().equals(resource));
	}

	private static Map<String, Long> counts(String detail) {
		return COUNT.matcher(detail)
			.results()
			.collect(Collectors.toMap((count) -> count.group(1), (count) -> Long.parseLong(count.group(2))));
	}

	private void add(String resource, long at, String what) {
		this.violations.add(new Violation(resource, this.since, at, what));
	}

}
