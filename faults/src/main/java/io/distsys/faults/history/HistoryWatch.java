package io.distsys.faults.history;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Waits for what nodes record, and says what they recorded last. Used by one thread. */
public final class HistoryWatch {

	private static final Duration POLL = Duration.ofMillis(20);

	private final History history;

	/**
	 * Begin to read.
	 * @param directory where the nodes record
	 */
	public HistoryWatch(Path directory) {
		this.history = new History(directory);
	}

	/**
	 * Everything that was recorded until now.
	 * @return the events, ordered by time
	 */
	public List<Event> events() {
		this.history.readOn();
		return this.history.events();
	}

	/**
	 * Everything until an instant: of nothing that is in it is the cause missing. The
	 * files are read one after another, so the later ones tell what followed on events
	 * that were not in the earlier ones yet.
	 * @return the events, ordered by time
	 */
	public List<Event> whole() {
		long now = System.nanoTime();
		return events().stream().filter((event) -> event.at() <= now).toList();
	}

	/**
	 * Wait for an event.
	 * @param since only later ones count
	 * @param timeout how long to wait
	 * @param wanted what to wait for
	 * @param inVain whether there is no use in waiting any more
	 * @return the first such event in time, or empty if there was none in time
	 */
	public Optional<Event> await(long since, Duration timeout, Predicate<Event> wanted, BooleanSupplier inVain) {
		Predicate<Event> later = (event) -> event.from() >= since && wanted.test(event);
		long deadline = System.nanoTime() + timeout.toNanos();
		Optional<Event> found = events().stream().filter(later).findFirst();
		while (found.isEmpty() && System.nanoTime() < deadline && !inVain.getAsBoolean()) {
			LockSupport.parkNanos(POLL.toNanos());
			found = this.history.readOn().stream().filter(later).findFirst();
		}
		return found;
	}

	/**
	 * Wait until resources are held.
	 * @param resources the resources
	 * @param since only what was held later counts
	 * @param timeout how long to wait
	 * @return those that were not held in time
	 */
	public Set<String> awaitHeld(Set<String> resources, long since, Duration timeout) {
		Set<String> missing = new HashSet<>(resources);
		long deadline = System.nanoTime() + timeout.toNanos();
		List<Event> read = events();
		while (true) {
			read.stream()
				.filter((event) -> event.from() >= since)
				.filter(HistoryWatch::showsHeld)
				.forEach((event) -> missing.remove(event.resource()));
			if (missing.isEmpty() || System.nanoTime() >= deadline) {
				return missing;
			}
			LockSupport.parkNanos(POLL.toNanos());
			read = this.history.readOn();
		}
	}

	private static boolean showsHeld(Event event) {
		return event.kind() == EventKind.HELD || event.kind() == EventKind.ACQUIRED;
	}

	/**
	 * Wait until processes say that they, and no others, vote, and that they hear a
	 * leader: who was cut off votes all the time, and hears one when the members of
	 * Hazelcast have merged.
	 * @param processes the processes, as {@link Event#process()} names them
	 * @param timeout how long to wait
	 * @return whether it has come to that
	 */
	public boolean awaitVoters(Set<String> processes, Duration timeout) {
		String voters = processes.stream().sorted().collect(Collectors.joining(",", "voters=[", "]"));
		Map<String, String> seen = new HashMap<>();
		long deadline = System.nanoTime() + timeout.toNanos();
		List<Event> read = events();
		while (true) {
			read.stream()
				.filter((event) -> event.kind() == EventKind.GROUP)
				.forEach((event) -> seen.put(event.process(), event.detail()));
			if (processes.stream()
				.map((process) -> seen.getOrDefault(process, ""))
				.allMatch((group) -> group.contains(voters) && !group.contains("leader=[]"))) {
				return true;
			}
			if (System.nanoTime() >= deadline) {
				return false;
			}
			LockSupport.parkNanos(POLL.toNanos());
			read = this.history.readOn();
		}
	}

	/**
	 * Who held a resource last.
	 * @param resource the resource
	 * @return the number of the node
	 */
	public int holderOf(String resource) {
		return lastNode((event) -> event.resource().equals(resource) && showsHeld(event))
			.orElseThrow(() -> new IllegalStateException("Nobody has held " + resource));
	}

	/**
	 * Who said last that it leads the consensus group.
	 * @return the number of the node
	 */
	public int leader() {
		return lastNode((event) -> event.kind() == EventKind.GROUP && event.detail().startsWith("LEADER"))
			.orElseThrow(() -> new IllegalStateException("Nobody has led"));
	}

	private Optional<Integer> lastNode(Predicate<Event> wanted) {
		return events().stream()
			.filter(wanted)
			.reduce((earlier, later) -> later)
			.map((event) -> Integer.parseInt(event.node().substring(1)));
	}

}
