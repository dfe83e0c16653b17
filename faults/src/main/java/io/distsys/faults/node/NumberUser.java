package io.distsys.faults.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.distsys.consensus.GroupId;
import io.distsys.consensus.NoQuorumException;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.number.AtomicNumber;
import io.distsys.number.AtomicNumbers;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Reads and changes numbers, two callers at a time on each node, and records each
 * operation before it begins and after it has ended. A number of a new group is another
 * object: it begins at 0.
 */
@Component
class NumberUser {

	private static final List<String> NAMES = List.of("one", "two");

	private static final Duration PAUSE = Duration.ofMillis(60);

	private static final int MOST_ADDED = 1_000_000;

	private final AtomicNumbers numbers;

	private final ReplicatedLog log;

	private final HistoryWriter history;

	private final AtomicLong operations = new AtomicLong();

	NumberUser(AtomicNumbers numbers, ReplicatedLog log, HistoryWriter history) {
		this.numbers = numbers;
		this.log = log;
		this.history = history;
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		for (String name : NAMES) {
			Thread thread = new Thread(() -> use(this.numbers.get(name)), "faults-number-" + name);
			thread.setDaemon(true);
			thread.start();
		}
	}

	/** Change a number that nobody changes otherwise. */
	void add(String name, long amount) {
		once(name, "add " + amount, (number) -> number.addAndGet(amount));
	}

	void get(String name) {
		once(name, "get", AtomicNumber::get);
	}

	private void once(String name, String input, ToLongFunction<AtomicNumber> operation) {
		GroupId group = this.log.status().group();
		if (group != null) {
			AtomicNumber number = this.numbers.get(name);
			run(number, group, input, 0, () -> operation.applyAsLong(number));
		}
	}

	private void use(AtomicNumber number) {
		long seen = 0;
		while (true) {
			GroupId group = this.log.status().group();
			if (group != null) {
				seen = change(number, group, seen);
			}
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	/** Different amounts, so that each change shows which one it was. */
	private long change(AtomicNumber number, GroupId group, long seen) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		long amount = random.nextLong(1, MOST_ADDED);
		return switch (random.nextInt(4)) {
			case 0 -> run(number, group, "add " + amount, seen, () -> number.addAndGet(amount));
			case 1 -> {
				run(number, group, "cas " + seen + " " + (seen + amount), 0,
						() -> number.compareAndSet(seen, seen + amount) ? 1L : 0L);
				yield seen + amount;
			}
			default -> run(number, group, "get", seen, number::get);
		};
	}

	private long run(AtomicNumber number, GroupId group, String input, long otherwise, Supplier<Long> operation) {
		String object = "number/" + number.name() + "@";
		long id = this.operations.incrementAndGet();
		long begin = System.nanoTime();
		this.history.record(begin, begin, EventKind.INVOKED, object + group, id, input);
		EventKind kind = EventKind.UNKNOWN;
		String detail;
		long result = otherwise;
		try {
			result = operation.get();
			kind = EventKind.RETURNED;
			detail = input.startsWith("cas") ? Boolean.toString(result == 1) : Long.toString(result);
		}
		catch (NoQuorumException ex) {
			kind = EventKind.FAILED;
			detail = ex.toString();
		}
		catch (RuntimeException ex) {
			detail = ex.toString();
		}
		long end = System.nanoTime();
		GroupId after = this.log.status().group();
		if (group.equals(after)) {
			this.history.record(end, end, kind, object + group, id, detail);
		}
		else if (after != null && kind != EventKind.FAILED) {
			this.history.record(begin, begin, EventKind.INVOKED, object + after, id, input);
		}
		return result;
	}

}
