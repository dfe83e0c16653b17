package io.distsys.faults.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.AccountUser;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, accounts and locks are linearizable.
 * <p>
 * <b>Numbers.</b> An operation that threw {@code NoQuorumException} was not applied and
 * is left out; one whose outcome is unknown, or whose caller was killed, is pending for
 * ever.
 * <p>
 * <b>Accounts</b> are workers, and add up as a number does: a balance that lacks what was
 * acknowledged, or has it twice, is explained by no order of the calls. A call that did
 * not run is left out.
 * <p>
 * <b>Locks.</b> An acquisition is an operation from the call to its return. A release may
 * take effect at any time after it was asked for: {@code unlock} may return before it is
 * confirmed, and a lease that has run out is ended by the others when they see fit. So a
 * release is pending for ever, from the last instant at which the fence was seen open.
 * What is checked is that nobody else had acquired the lock before that. A caller that
 * stood still while it waited may be answered when its lease is over already: then its
 * fence was never open, and the release may have come at any time since it asked.
 * Requests that did not get the lock are left out.
 */
final class ObjectChecker {

	private ObjectChecker() {
	}

	static List<Violation> check(Collection<Event> events) {
		List<Violation> violations = new ArrayList<>();
		operations(events).forEach((object, operations) -> {
			ObjectModel<Long, String, String> model = addsUp(object) ? new NumberModel() : new LockModel();
			violation(object, model, operations).ifPresent(violations::add);
		});
		return violations;
	}

	/** How many operations there were of each object. */
	static Map<String, Integer> count(Collection<Event> events) {
		Map<String, Integer> counts = new TreeMap<>();
		operations(events).forEach((object, operations) -> counts.put(object, operations.size()));
		return counts;
	}

	private static Optional<Violation> violation(String object, ObjectModel<Long, String, String> model,
			List<Operation<String, String>> operations) {
		try {
			return Linearizability.violation(model, operations)
				.map((stuck) -> new Violation(object, stuck.invoked(), stuck.returned(),
						"Not linearizable: nothing explains why '" + stuck.input() + "' of " + stuck.caller()
								+ " was answered '" + stuck.output() + "'"));
		}
		catch (IllegalStateException ex) {
			return Optional.of(new Violation(object, operations.get(0).invoked(), operations.get(0).invoked(),
					"Not decided: " + ex.getMessage()));
		}
	}

	private static Map<String, List<Operation<String, String>>> operations(Collection<Event> events) {
		Map<String, List<Operation<String, String>>> operations = new LinkedHashMap<>();
		Map<String, Call> calls = new LinkedHashMap<>();
		for (Event event : events) {
			if (event.kind() == EventKind.INVOKED && isObject(event.resource())) {
				calls.put(id(event), new Call(event));
			}
			else if (event.kind() == EventKind.RETURNED || event.kind() == EventKind.FAILED) {
				Call call = calls.get(id(event));
				if (call != null) {
					call.end = event;
				}
			}
		}
		Map<String, Long> lastOpen = lastOpen(events);
		for (Call call : calls.values()) {
			List<Operation<String, String>> ofObject = operations.computeIfAbsent(call.begin.resource(),
					(object) -> new ArrayList<>());
			if (addsUp(call.begin.resource())) {
				number(call).ifPresent(ofObject::add);
			}
			else {
				lock(call, lastOpen, ofObject);
			}
		}
		operations.values().forEach((some) -> some.sort(Comparator.comparingLong(Operation::invoked)));
		return operations;
	}

	private static boolean isObject(String resource) {
		return addsUp(resource) || resource.startsWith("lock/");
	}

	private static boolean addsUp(String object) {
		return object.startsWith("number/") || object.startsWith(AccountUser.RESOURCE);
	}

	private static String id(Event event) {
		return event.process() + "/" + event.resource() + "/" + event.token();
	}

	private static Optional<Operation<String, String>> number(Call call) {
		Event end = call.end;
		if (end == null) {
			return Optional.of(new Operation<>(call.begin.at(), Operation.PENDING, call.begin.detail(), null,
					call.begin.process()));
		}
		return (end.kind() == EventKind.FAILED) ? Optional.empty() : Optional
			.of(new Operation<>(call.begin.at(), end.from(), call.begin.detail(), end.detail(), call.begin.process()));
	}

	/** The answer of an acquisition is its token; without one it left nothing. */
	private static void lock(Call call, Map<String, Long> lastOpen, List<Operation<String, String>> operations) {
		Event end = call.end;
		if (end == null || end.kind() == EventKind.FAILED) {
			return;
		}
		String caller = call.begin.process();
		operations.add(new Operation<>(call.begin.at(), end.from(), "acquire " + end.detail(), end.detail(), caller));
		long open = lastOpen.getOrDefault(call.begin.resource() + "@" + end.detail(), call.begin.at());
		operations.add(new Operation<>(open, Operation.PENDING, "release " + end.detail(), null, caller));
	}

	private static Map<String, Long> lastOpen(Collection<Event> events) {
		Map<String, Long> last = new LinkedHashMap<>();
		for (Event event : events) {
			if (event.kind() == EventKind.HELD || event.kind() == EventKind.ACQUIRED) {
				last.merge(event.resource() + "@" + event.token(), event.from(), Math::max);
			}
		}
		return last;
	}

	private static final class Call {

		private final Event begin;

		private @Nullable Event end;

		private Call(Event begin) {
			this.begin = begin;
		}

	}

}
