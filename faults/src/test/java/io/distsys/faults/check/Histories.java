package io.distsys.faults.check;

import java.util.ArrayList;
import java.util.List;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;

/** Makes small histories, in milliseconds. */
final class Histories {

	static final String RESOURCE = "singleton/ledger";

	private final List<Event> events = new ArrayList<>();

	/**
	 * The fence was asked every ten milliseconds from the one to the other, and was open.
	 */
	Histories held(String process, long token, long from, long to) {
		add(from, EventKind.ACQUIRED, process, RESOURCE, token, "");
		for (long at = from; at <= to; at += 10) {
			add(at, EventKind.HELD, process, RESOURCE, token, "");
		}
		return add(to, EventKind.HELD, process, RESOURCE, token, "");
	}

	/**
	 * One question to the fence that took long, because the process was stopped in it.
	 */
	Histories asked(String process, long token, long from, long at) {
		this.events.add(event(from, at, EventKind.HELD, process, RESOURCE, token, ""));
		return this;
	}

	Histories registered(long at, String process, long token, EventKind outcome) {
		this.events.add(event(at, at, outcome, "register#0", RESOURCE, token, process));
		return this;
	}

	Histories called(String process, String object, long id, String input, long begin, long end, String output) {
		add(begin, EventKind.INVOKED, process, object, id, input);
		return add(end, EventKind.RETURNED, process, object, id, output);
	}

	Histories add(long at, EventKind kind, String process, String resource, long token, String detail) {
		this.events.add(event(at, at, kind, process, resource, token, detail));
		return this;
	}

	private static Event event(long from, long at, EventKind kind, String process, String resource, long token,
			String detail) {
		String[] words = process.split("#");
		return new Event(from * 1_000_000, at * 1_000_000, words[0], Integer.parseInt(words[1]), kind, resource, token,
				detail);
	}

	List<Event> events() {
		return List.copyOf(this.events);
	}

	List<String> violations() {
		return Verdict.of(this.events).violations().stream().map(Violation::what).toList();
	}

}
