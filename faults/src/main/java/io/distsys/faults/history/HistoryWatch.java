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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Waits for what nodes record, and says what they recorded last. Used by one thread. */
public final class HistoryWatch {

	private static final Duration POLL = Duration.ofMillis(20);

	private static final Pattern GROUP = Pattern.compile(" group=(\\w+) ");

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
		return awaitHeld(resources, since, timeout, (event) -> true);
	}

	/**
	 * Wait until some nodes hold resources.
	 * @param resources the resources
	 * @param since only what was held later counts
	 * @param timeout how long to wait
	 * @param counts whether an event is of one of these nodes
	 * @return those that they did not hold in time
	 */
	public Set<String> awaitHeld(Set<String> resources, long since, Duration timeout, Predicate<Event> counts) {
		return awaitEach(resources, since, timeout, (event) -> showsHeld(event) && counts.test(event));
	}

	/**
	 * Wait for an event of each resource.
	 * @param resources the resources
	 * @param since only later ones count
	 * @param timeout how long to wait
	 * @param wanted what to wait for
	 * @return those of which there was none in time
	 */
	public Set<String> awaitEach(Set<String> resources, long since, Duration timeout, Predicate<Event> wanted) {
		Set<String> missing = new HashSet<>(resources);
		long deadline = System.nanoTime() + timeout.toNanos();
		List<Event> read = events();
		while (true) {
			read.stream()
				.filter((event) -> event.from() >= since)
				.filter(wanted)
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
		return awaitGroups(processes, timeout,
				(groups) -> groups.stream().allMatch((group) -> hearsLeader(group) && group.contains(voters)));
	}

	/**
	 * Wait until processes say that they are in one group, with a vote or without, and
	 * that they hear its leader.
	 * @param processes the processes, as {@link Event#process()} names them
	 * @param timeout how long to wait
	 * @return whether it has come to that
	 */
	public boolean awaitOneGroup(Set<String> processes, Duration timeout) {
		return awaitGroups(processes, timeout,
				(groups) -> groups.stream().map(HistoryWatch::groupIn).distinct().count() == 1 && groups.stream()
					.allMatch((group) -> hearsLeader(group) && processes.stream().allMatch(group::contains)));
	}

	private static boolean hearsLeader(String group) {
		return group.contains("leader=") && !group.contains("leader=[]");
	}

	/** What processes said last of their group; nothing of one that said nothing. */
	private boolean awaitGroups(Set<String> processes, Duration timeout, Predicate<List<String>> wanted) {
		Map<String, String> seen = new HashMap<>();
		long deadline = System.nanoTime() + timeout.toNanos();
		List<Event> read = events();
		while (true) {
			read.stream()
				.filter((event) -> event.kind() == EventKind.GROUP)
				.forEach((event) -> seen.put(event.process(), event.detail()));
			if (wanted.test(processes.stream().map((process) -> seen.getOrDefault(process, "")).toList())) {
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
		return lastNode(HistoryWatch::showsLeader).orElseThrow(() -> new IllegalStateException("Nobody has led"));
	}

	/**
	 * The group of who said last that it leads one.
	 * @return its id, as {@link #groupOf} has it
	 */
	public String group() {
		return last(HistoryWatch::showsLeader).flatMap(HistoryWatch::groupOf)
			.orElseThrow(() -> new IllegalStateException("Nobody has led"));
	}

	/**
	 * Of which group an event tells.
	 * @param event an event
	 * @return the id of the group, or empty if the event tells of none
	 */
	public static Optional<String> groupOf(Event event) {
		return (event.kind() == EventKind.GROUP) ? groupIn(event.detail()) : Optional.empty();
	}

	private static Optional<String> groupIn(String detail) {
		Matcher matcher = GROUP.matcher(detail);
		return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
	}

	private static boolean showsLeader(Event event) {
		return event.kind() == EventKind.GROUP && event.detail().startsWith("LEADER");
	}

	private Optional<Integer> lastNode(Predicate<Event> wanted) {
		return last(wanted).map((event) -> Integer.parseInt(event.node().substring(1)));
	}

	private Optional<Event> last(Predicate<Event> wanted) {
		return events().stream().filter(wanted).reduce((earlier, later) -> later);
	}

}
