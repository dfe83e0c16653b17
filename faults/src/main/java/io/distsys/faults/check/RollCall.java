package io.distsys.faults.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Sentries;
import io.distsys.faults.node.SentryReport;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say of sentries when they are asked, held against what starts and stops were
 * answered. They agree if each that has to run runs on one of them, which owns its slot
 * by the table of each, and is said to be there by each node's list and by the owner when
 * each node asks for it; and if none of the others runs, or is known. One that is started
 * or stopped while they answer may be either, but not on two nodes.
 */
public final class RollCall {

	private final List<Event> events;

	private final Map<String, SentryReport> reports = new TreeMap<>();

	private final List<String> differences = new ArrayList<>();

	private long from = Long.MAX_VALUE;

	private long to = Long.MIN_VALUE;

	private int onDuty;

	private RollCall(List<Event> events) {
		this.events = events;
	}

	/**
	 * Compare the answers to a call.
	 * @param history everything that was recorded until now
	 * @param call the number of the call
	 * @param nodes the nodes that were asked
	 * @return the call, with what nodes disagree in
	 */
	public static RollCall of(Collection<Event> history, long call, Set<String> nodes) {
		RollCall roll = new RollCall(sentriesOf(history));
		Set<String> silent = new TreeSet<>(nodes);
		for (Event event : history) {
			if (event.resource().startsWith(Sentries.ROLL) && event.token() == call) {
				silent.remove(event.node());
				roll.answered(event);
			}
		}
		silent.forEach((node) -> roll.differences.add(node + " does not answer"));
		if (!roll.reports.isEmpty()) {
			roll.compare();
		}
		return roll;
	}

	private static List<Event> sentriesOf(Collection<Event> history) {
		return history.stream()
			.filter((event) -> event.resource().startsWith(Sentries.RESOURCE))
			.sorted(Comparator.comparingLong(Event::at))
			.toList();
	}

	private void answered(Event event) {
		this.reports.put(event.process(), SentryReport.of(event.detail()));
		this.from = Math.min(this.from, event.from());
		this.to = Math.max(this.to, event.at());
	}

	private void compare() {
		Map<String, Posting> postings = Posting.of(this.events);
		Set<String> keys = new TreeSet<>(postings.keySet());
		this.reports.values().forEach((report) -> {
			keys.addAll(report.here());
			keys.addAll(report.listed().keySet());
		});
		for (String key : keys) {
			Posting posting = postings.get(key);
			sentry(key, (posting != null) ? posting.duty(this.from, this.to) : Posting.Duty.REST);
		}
		this.reports.forEach((process, report) -> report.silent()
			.stream()
			.filter(this.reports::containsKey)
			.forEach((other) -> this.differences.add(process + " has no list of " + other)));
	}

	private void sentry(String key, Posting.Duty duty) {
		List<String> places = this.reports.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().here().contains(key))
			.map(Map.Entry::getKey)
			.toList();
		boolean runs = duty == Posting.Duty.RUN;
		this.onDuty += runs ? 1 : 0;
		if (places.size() > 1) {
			this.differences.add(key + " runs on " + places);
		}
		else if (runs && places.isEmpty()) {
			this.differences.add(key + " does not run");
		}
		else if (duty == Posting.Duty.REST && !places.isEmpty()) {
			this.differences.add(key + " runs on " + places.get(0) + " and should not");
		}
		else if (duty != Posting.Duty.EITHER) {
			this.reports.forEach((process, report) -> word(key, runs ? places.get(0) : null, process, report));
		}
	}

	private void word(String key, @Nullable String place, String process, SentryReport report) {
		if (place != null) {
			differ(key, place, process, "finds as the owner of its slot", report.owners().get(Sentries.slotOf(key)));
		}
		differ(key, place, process, "lists it on", report.listed().get(key));
		String found = report.found().get(key);
		differ(key, place, process, "is told that it is on", Sentries.ABSENT.equals(found) ? null : found);
	}

	private void differ(String key, @Nullable String place, String process, String says, @Nullable String said) {
		if (!Objects.equals(place, said)) {
			this.differences.add(key + ((place != null) ? " runs on " + place : " should not run") + ", and " + process
					+ " " + says + " " + said);
		}
	}

	/**
	 * What is not as it should be.
	 * @return nothing if all agree
	 */
	public List<String> differences() {
		return List.copyOf(this.differences);
	}

	/**
	 * How many have to run.
	 * @return the number of sentries
	 */
	public int onDuty() {
		return this.onDuty;
	}

	/**
	 * Of how many something is kept on all nodes that have answered together, owners and
	 * backups.
	 * @return the number of copies
	 */
	public int copies() {
		return this.reports.values().stream().mapToInt(SentryReport::copies).sum();
	}

	/**
	 * When the last answer was given.
	 * @return the clock
	 */
	public long end() {
		return this.to;
	}

	/**
	 * How long it took until all that ran on a node ran on others, each for the first
	 * time; those that were stopped do not count.
	 * @param node the node, for instance {@code n1}
	 * @param since when it was lost
	 * @return the time until the last one
	 */
	public Takeover takeover(String node, long since) {
		Set<String> lost = this.events.stream()
			.filter((event) -> event.kind() == EventKind.HELD && event.at() < since)
			.collect(Collectors.toMap(Event::resource, (event) -> event, (earlier, later) -> later))
			.values()
			.stream()
			.filter((event) -> event.node().equals(node))
			.map(Event::resource)
			.collect(Collectors.toSet());
		Map<String, Long> again = new HashMap<>();
		this.events.stream()
			.filter((event) -> event.kind() == EventKind.HELD && event.at() >= since && lost.contains(event.resource()))
			.filter((event) -> !event.node().equals(node))
			.forEach((event) -> again.putIfAbsent(event.resource(), event.at()));
		long last = again.values().stream().mapToLong(Long::longValue).max().orElse(since);
		return new Takeover(again.size(), Duration.ofNanos(last - since));
	}

	/**
	 * Those that ran on a node run on others.
	 *
	 * @param sentries how many
	 * @param last how long it took until the last one ran
	 */
	public record Takeover(int sentries, Duration last) {

	}

}
