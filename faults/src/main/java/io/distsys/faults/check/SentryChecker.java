package io.distsys.faults.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Sentries;

/**
 * What is promised at each instant of workers that are started and stopped: no two of a
 * key run at once; one whose stop was answered, or whose start was answered not to have
 * been done, never runs after that; and one that was started is known when it is stopped.
 * That tokens grow is said by {@link OwnershipChecker}, and what has to run by
 * {@link RollCall}.
 * <p>
 * <b>What "runs" means.</b> From its {@link io.distsys.worker.OnStart}, if the fence was
 * open then, to its {@link io.distsys.worker.OnStop}, but not longer than the fence of
 * its slot was seen open under the same grant.
 */
final class SentryChecker {

	private final List<Violation> violations = new ArrayList<>();

	private final Map<String, Tenure> slots;

	private SentryChecker(Map<String, Tenure> slots) {
		this.slots = slots;
	}

	/**
	 * Check a history.
	 * @param events the events of all nodes
	 * @return what is wrong, the earliest first
	 */
	static List<Violation> check(Collection<Event> events) {
		Map<String, List<Event>> lives = events.stream()
			.filter((event) -> event.resource().startsWith(Sentries.RESOURCE))
			.filter((event) -> event.kind() == EventKind.HELD || event.kind() == EventKind.RELEASED)
			.sorted(Comparator.comparingLong(Event::at))
			.collect(Collectors.groupingBy(Posting::key));
		if (lives.isEmpty()) {
			return List.of();
		}
		SentryChecker checker = new SentryChecker(slots(events));
		Map<String, Posting> postings = Posting.of(events);
		lives.forEach((key, life) -> checker.sentry(key, life, Objects.requireNonNull(postings.get(key))));
		postings.forEach(checker::knownAtItsStop);
		checker.violations.sort(Comparator.comparingLong(Violation::from));
		return List.copyOf(checker.violations);
	}

	private static Map<String, Tenure> slots(Collection<Event> events) {
		Map<String, Tenure> slots = new HashMap<>();
		OwnershipChecker.tenures(events)
			.values()
			.stream()
			.flatMap(List::stream)
			.forEach((tenure) -> slots.put(grant(tenure.resource(), tenure.token(), tenure.process()), tenure));
		return slots;
	}

	private static String grant(String resource, long token, String process) {
		return resource + "@" + token + "@" + process;
	}

	private void sentry(String key, List<Event> life, Posting posting) {
		List<Tenure> runs = begins(life).map((begin) -> run(key, begin, life)).toList();
		for (int i = 0; i < runs.size(); i++) {
			for (int j = i + 1; j < runs.size(); j++) {
				pair(runs.get(i), runs.get(j));
			}
		}
		begins(life).forEach((begin) -> begin(begin, posting));
	}

	private static Stream<Event> begins(List<Event> life) {
		return life.stream().filter((event) -> event.kind() == EventKind.HELD);
	}

	private Tenure run(String key, Event begin, List<Event> life) {
		Tenure slot = this.slots.get(grant(Sentries.slot(Sentries.slotOf(key)), begin.token(), begin.process()));
		Event last = (slot != null && slot.end() > begin.from()) ? slot.last() : begin;
		Optional<Event> end = life.stream()
			.filter((event) -> event.kind() == EventKind.RELEASED && event.token() == begin.token()
					&& event.process().equals(begin.process()) && event.at() >= begin.at())
			.findFirst()
			.filter((event) -> event.from() < last.from());
		return new Tenure(begin, end.orElse(last));
	}

	private void pair(Tenure one, Tenure other) {
		if (one.overlaps(other)) {
			long from = Math.max(one.begin(), other.begin());
			long to = Math.min(one.end(), other.end());
			add(one.resource(), from, to, "Two run for " + (to - from) / 1_000_000 + " ms: " + one + " and " + other);
		}
	}

	private void begin(Event begin, Posting posting) {
		String what = null;
		if (!posting.wasAskedBefore(begin.at())) {
			what = " and nobody has started it";
		}
		else if (posting.wasNeverStarted()) {
			what = " and its start was answered not to have been done";
		}
		else if (posting.wasStoppedBefore(begin.from())) {
			what = " after its stop was answered";
		}
		if (what != null) {
			add(begin.resource(), begin.from(), begin.at(), "It runs on " + begin.process() + what);
		}
	}

	private void knownAtItsStop(String key, Posting posting) {
		if (posting.wasUnknownAtItsStop()) {
			add(Sentries.RESOURCE + key, posting.stopAnswered(), posting.stopAnswered(),
					"Its start was answered, and it was not known when it was stopped");
		}
	}

	private void add(String resource, long from, long to, String what) {
		this.violations.add(new Violation(resource, from, to, what));
	}

}
