package io.distsys.faults.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;

/**
 * A time during which nodes may not know of each other: the network is cut, or a process
 * stands still, be it that it was stopped or that its machine is busy.
 *
 * @param from the clock at which it begins
 * @param to the clock at which it ends
 */
record Disturbance(long from, long to) {

	/**
	 * Shorter than anything after which one node does without another: the next is 2 s,
	 * after which a node that begins does not wait for one that does not answer.
	 */
	private static final long STANDSTILL_NANOS = 1_000_000_000;

	/**
	 * All of them in a history whose processes record something all the time.
	 * @param events the history
	 * @return the disturbances
	 */
	static List<Disturbance> of(Collection<Event> events) {
		List<Event> ordered = events.stream().sorted(Comparator.comparingLong(Event::at)).toList();
		List<Disturbance> all = new ArrayList<>(cuts(ordered));
		all.addAll(standstills(ordered));
		return all;
	}

	private static List<Disturbance> cuts(List<Event> ordered) {
		List<Disturbance> cuts = new ArrayList<>();
		long since = -1;
		for (Event event : ordered) {
			boolean healed = event.kind() == EventKind.HEALED || event.detail().equals("heal the network");
			if (event.kind() == EventKind.FAULT && event.detail().startsWith("cut ") && since < 0) {
				since = event.at();
			}
			else if (healed && since >= 0) {
				cuts.add(new Disturbance(since, event.at()));
				since = -1;
			}
		}
		if (since >= 0) {
			cuts.add(new Disturbance(since, Long.MAX_VALUE));
		}
		return cuts;
	}

	private static List<Disturbance> standstills(List<Event> ordered) {
		List<Disturbance> standstills = new ArrayList<>();
		Map<String, Long> last = new HashMap<>();
		for (Event event : ordered) {
			if (event.life() > 0) {
				Long before = last.put(event.process(), event.at());
				if (before != null && event.at() - before > STANDSTILL_NANOS) {
					standstills.add(new Disturbance(before, event.at()));
				}
			}
		}
		return standstills;
	}

	/** The same, and a time after it in which what it did may last. */
	Disturbance andAfter(Duration time) {
		return (this.to == Long.MAX_VALUE) ? this : new Disturbance(this.from, this.to + time.toNanos());
	}

	boolean contains(long instant) {
		return this.from <= instant && instant <= this.to;
	}

	boolean contains(long begin, long end) {
		return contains(begin) && contains(end);
	}

}
