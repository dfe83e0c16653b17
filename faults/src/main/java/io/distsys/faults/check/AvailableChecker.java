package io.distsys.faults.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;

/**
 * What is promised of available singletons: two hold one only while nodes cannot know of
 * each other, and for a while after it; who gives way is told before another takes its
 * state, and acts no more; a state that is offered arrives whole, and nothing of it is
 * lost on later moves.
 * <p>
 * What "holds" means is said by {@link OwnershipChecker}. An act is an open answer with
 * the detail {@code acted}. A state is the number of acts by grant, written as
 * <code>{process@token=number, …}</code>: the one that offers it records
 * {@link EventKind#INVOKED}, the one that takes it {@link EventKind#RETURNED} with the
 * occasion before it, both with the token of the grant that has ended.
 */
public final class AvailableChecker {

	private static final Pattern COUNT = Pattern.compile("([^{ ]+@\\d+)=(\\d+)");

	private static final String HANDED_OVER = "HANDED_OVER ";

	private final List<Violation> violations = new ArrayList<>();

	private final List<Disturbance> disturbances;

	private final long since;

	private final Duration merge;

	private AvailableChecker(List<Disturbance> disturbances, long since, Duration merge) {
		this.disturbances = disturbances;
		this.since = since;
		this.merge = merge;
	}

	/**
	 * Check a history at whose end all is at rest.
	 * @param events the events of all nodes and of the nemesis
	 * @param since when all was at rest the first time: until then two holders, and
	 * states that do not arrive, are not looked at
	 * @param merge how long after a disturbance two may still act
	 * @return what is wrong, the earliest first
	 */
	public static List<Violation> check(Collection<Event> events, long since, Duration merge) {
		AvailableChecker checker = new AvailableChecker(Disturbance.of(events), since, merge);
		Map<String, List<Event>> byResource = events.stream()
			.filter((event) -> event.resource().startsWith("singleton/"))
			.sorted(Comparator.comparingLong(Event::at))
			.collect(Collectors.groupingBy(Event::resource));
		OwnershipChecker.tenures(events)
			.forEach((resource, tenures) -> checker.resource(tenures, byResource.getOrDefault(resource, List.of())));
		checker.violations.sort(Comparator.comparingLong(Violation::from));
		return List.copyOf(checker.violations);
	}

	private void resource(List<Tenure> tenures, List<Event> events) {
		for (int i = 0; i < tenures.size(); i++) {
			for (int j = i + 1; j < tenures.size(); j++) {
				twoHolders(tenures.get(i), tenures.get(j));
			}
		}
		for (Event event : events) {
			switch (event.kind()) {
				case RELEASED -> noActsAfter(event, events);
				case INVOKED -> offer(event, events);
				case RETURNED -> acceptance(event, tenures, events);
				default -> {
					// It says who held.
				}
			}
		}
	}

	private void twoHolders(Tenure one, Tenure other) {
		long from = Math.max(one.begin(), other.begin());
		long to = Math.min(one.end(), other.end());
		if (from >= this.since && from <= to && this.disturbances.stream()
			.noneMatch((disturbance) -> disturbance.andAfter(this.merge).contains(from, to))) {
			add(one.resource(), from, to, "Two holders for " + (to - from) / 1_000_000
					+ " ms without a cause, or for longer than " + this.merge + " after it: " + one + " and " + other);
		}
	}

	private void noActsAfter(Event released, List<Event> events) {
		find(events, (event) -> isActOf(event, released.process(), released.token()) && event.from() > released.at())
			.ifPresent((act) -> add(act.resource(), released.at(), act.at(),
					act.process() + " acted with token " + act.token() + " after it was told to stop"));
	}

	private void offer(Event offer, List<Event> events) {
		boolean mayBeLost = offer.at() < this.since
				|| this.disturbances.stream().anyMatch((disturbance) -> disturbance.contains(offer.at()));
		Optional<Event> taken = find(events, (event) -> isAnswer(event, offer));
		if (taken.isEmpty() && !mayBeLost) {
			add(offer, "The state of " + offer.process() + " with token " + offer.token() + " did not arrive");
		}
		taken.filter((event) -> !event.detail().endsWith(" " + offer.detail()))
			.ifPresent((event) -> add(event, event.process() + " took another state than was offered"));
		String grant = offer.process() + "@" + offer.token();
		Map<String, Long> counts = counts(offer);
		long acts = events.stream().filter((event) -> isActOf(event, offer.process(), offer.token())).count();
		if (counts.getOrDefault(grant, 0L) != acts) {
			add(offer, "The state of " + grant + " tells of " + counts.get(grant) + " acts of " + acts);
		}
		events.stream()
			.filter((event) -> event.kind() == EventKind.RETURNED && event.process().equals(offer.process()))
			.filter((event) -> event.at() < offer.at() && event.at() >= begin(offer, events))
			.flatMap((event) -> counts(event).entrySet().stream())
			.filter((count) -> counts.getOrDefault(count.getKey(), 0L) < count.getValue())
			.findFirst()
			.ifPresent((count) -> add(offer, "The state of " + grant + " has lost what it took: " + count));
	}

	/** When the grant that an offer is about was given. */
	private static long begin(Event offer, List<Event> events) {
		return find(events, (event) -> event.kind() == EventKind.ACQUIRED && event.token() == offer.token()
				&& event.process().equals(offer.process()))
			.map(Event::from)
			.orElse(offer.at());
	}

	private void acceptance(Event taken, List<Tenure> tenures, List<Event> events) {
		Optional<Event> offer = find(events, (event) -> event.kind() == EventKind.INVOKED && isAnswer(taken, event));
		if (offer.isEmpty()) {
			add(taken, taken.process() + " took a state that nobody has offered");
			return;
		}
		if (find(events, (event) -> event.kind() == EventKind.RELEASED && event.token() == taken.token()
				&& event.process().equals(offer.get().process()) && event.at() <= taken.from())
			.isEmpty()) {
			add(taken, taken.process() + " took the state of " + offer.get().process() + " before that was told");
		}
		Optional<Tenure> present = tenures.stream()
			.filter((tenure) -> tenure.process().equals(taken.process()) && tenure.begin() <= taken.at())
			.max(Comparator.comparingLong(Tenure::begin));
		if (present.isEmpty()) {
			add(taken, taken.process() + " took a state and does not hold");
		}
		else if (taken.detail().startsWith(HANDED_OVER)) {
			find(events, (event) -> isActOf(event, taken.process(), present.get().token()) && event.at() < taken.from())
				.ifPresent((act) -> add(taken, taken.process() + " acted before it took the state of the one before"));
		}
		else if (present.get().begin() > offer.get().at() && wasConceded(offer.get(), events)) {
			add(taken, taken.process() + " was not active yet when another one conceded to it");
		}
	}

	/** What was handed over may have come on a detour, and be merged then. */
	private static boolean wasConceded(Event offer, List<Event> events) {
		return find(events, (event) -> event.kind() == EventKind.LOST && event.token() == offer.token()
				&& event.process().equals(offer.process()) && event.detail().contains("is kept"))
			.isPresent();
	}

	/** Also by who offered it, if the next one did not come. */
	private static boolean isAnswer(Event event, Event offer) {
		return event.kind() == EventKind.RETURNED && event.token() == offer.token() && event.at() >= offer.from();
	}

	private static boolean isActOf(Event event, String process, long token) {
		return event.kind() == EventKind.HELD && event.detail().equals("acted") && event.token() == token
				&& event.process().equals(process);
	}

	private static Map<String, Long> counts(Event event) {
		return COUNT.matcher(event.detail())
			.results()
			.collect(Collectors.toMap((count) -> count.group(1), (count) -> Long.parseLong(count.group(2))));
	}

	private static Optional<Event> find(List<Event> events, Predicate<Event> wanted) {
		return events.stream().filter(wanted).findFirst();
	}

	private void add(Event event, String what) {
		add(event.resource(), event.from(), event.at(), what);
	}

	private void add(String resource, long from, long to, String what) {
		this.violations.add(new Violation(resource, from, to, what));
	}

}
