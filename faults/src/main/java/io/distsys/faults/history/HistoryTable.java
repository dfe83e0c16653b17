package io.distsys.faults.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A part of a history for people: what the nodes recorded of one resource, between what
 * was done to them. Questions to a fence that were all answered <em>open</em> are one
 * line.
 */
public final class HistoryTable {

	private static final long BEFORE_NANOS = 6_000_000_000L;

	private static final long AFTER_NANOS = 1_000_000_000L;

	/** A longer silence is worth a line. */
	private static final long GAP_NANOS = 1_000_000_000L;

	private static final int MAX_LINES = 120;

	private HistoryTable() {
	}

	/**
	 * Render a part of a history.
	 * @param events the history
	 * @param resource the resource
	 * @param from the clock at which the interesting part begins
	 * @param to the clock at which it ends
	 * @return lines, with seconds since the first event of the history
	 */
	public static String of(Collection<Event> events, String resource, long from, long to) {
		long start = events.stream().mapToLong(Event::at).min().orElse(0);
		List<Event> part = events.stream()
			.filter((event) -> event.resource().equals(resource) || event.kind() == EventKind.FAULT
					|| event.kind() == EventKind.HEALED || event.kind() == EventKind.GROUP)
			.filter((event) -> !isVainRequest(event))
			.filter((event) -> event.at() >= from - BEFORE_NANOS && event.at() <= to + AFTER_NANOS)
			.sorted(Comparator.comparingLong(Event::at))
			.toList();
		StringBuilder table = new StringBuilder(String.format(Locale.ROOT, "%10s  %-8s %-9s %-20s %s%n", "seconds",
				"process", "event", "token", resource));
		List<Run> runs = runs(part);
		runs.stream().limit(MAX_LINES).forEach((run) -> table.append(run.line(start)));
		if (runs.size() > MAX_LINES) {
			table.append("… and ").append(runs.size() - MAX_LINES).append(" lines more\n");
		}
		return table.toString();
	}

	/** Of the requests for a lock only those matter that got it. */
	private static boolean isVainRequest(Event event) {
		return event.resource().startsWith("lock/")
				&& (event.kind() == EventKind.INVOKED || event.kind() == EventKind.FAILED);
	}

	/** A question that is answered as the one before it belongs to the same line. */
	private static List<Run> runs(List<Event> part) {
		List<Run> runs = new ArrayList<>();
		Map<String, Run> open = new HashMap<>();
		for (Event event : part) {
			String key = event.process() + event.kind() + event.token();
			boolean repeats = event.kind() == EventKind.HELD || event.kind() == EventKind.WROTE
					|| event.kind() == EventKind.REFUSED;
			Run run = open.get(key);
			if (repeats && run != null && event.at() - run.last.at() < GAP_NANOS) {
				run.last = event;
				run.count++;
			}
			else {
				Run begun = new Run(event);
				runs.add(begun);
				open.put(key, begun);
			}
		}
		return runs;
	}

	/** Events of one line. */
	private static final class Run {

		private final Event first;

		private Event last;

		private int count = 1;

		private Run(Event first) {
			this.first = first;
			this.last = first;
		}

		private String line(long start) {
			String token = (this.first.token() == 0) ? "" : Long.toString(this.first.token());
			String more = (this.count == 1) ? this.first.detail() : String.format(Locale.ROOT,
					"until %.3f, %d times %s", (this.last.at() - start) / 1e9, this.count, this.first.detail());
			String process = this.first.node().startsWith("n") && this.first.life() > 0 ? this.first.process()
					: this.first.node();
			return String
				.format(Locale.ROOT, "%10.3f  %-8s %-9s %-20s %s%n", (this.first.at() - start) / 1e9, process,
						this.first.kind(), token, more)
				.replaceAll(" +\n", "\n");
		}

	}

}
