package io.distsys.faults;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.distsys.faults.check.ChronicleChecker;
import io.distsys.faults.check.WordChecker;
import io.distsys.faults.check.WordLosses;
import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.Words;
import io.distsys.faults.word.WordNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster whose nodes publish, hold available names and are present: something is done
 * to it, it is healed and comes to rest, and what was recorded keeps the promises.
 */
final class WordTrial implements AutoCloseable {

	private final FaultCluster cluster;

	private WordTrial(FaultCluster cluster) {
		this.cluster = cluster;
	}

	static WordTrial start(int size, String name) throws IOException {
		return start(ClusterPlan.of(size, name));
	}

	static WordTrial start(ClusterPlan plan) throws IOException {
		Trial.assumeNetwork();
		WordTrial trial = new WordTrial(new FaultCluster(plan.withApplication(WordNode.class)));
		try {
			trial.cluster.startAll();
			trial.awaitRest(trial.cluster.healAll());
			return trial;
		}
		catch (IOException | RuntimeException | AssertionError ex) {
			trial.close();
			throw ex;
		}
	}

	FaultCluster cluster() {
		return this.cluster;
	}

	/** Take back what was done, wait for the rest, and judge everything. */
	List<Event> healAndJudge() throws IOException {
		List<Event> events = awaitRest(this.cluster.healAll());
		Set<String> running = Witnesses.processes(this.cluster, events);
		new WordLosses(events, running).accounts().forEach(System.err::println);
		assertThat(WordChecker.check(events, running)).isEmpty();
		assertThat(ChronicleChecker.check(events)).isEmpty();
		assertThat(events).as("dead letters")
			.anyMatch((event) -> event.resource().equals(Words.CHRONICLE_READ) && event.kind() == EventKind.FAILED);
		long heard = events.stream()
			.filter((event) -> event.resource().equals(Words.TALK) && event.kind() == EventKind.RETURNED)
			.count();
		long read = events.stream().filter((event) -> event.resource().equals(Words.CHRONICLE_READ)).count();
		System.err.printf("%d numbers were heard, %d read, %d of them stored and not read%n", heard, read,
				storedAndNotRead(events));
		return events;
	}

	/** What those that run have not read, although its writer was told it is stored. */
	long storedAndNotRead(List<Event> events) {
		return ChronicleChecker.storedAndNotRead(events, Witnesses.processes(this.cluster, events));
	}

	/**
	 * Wait until all nodes that run see all of them and no others, know the same names,
	 * which are exactly those that are held, and the same presences, to which the
	 * differences add up, and each hears all.
	 * @return the history until then
	 */
	List<Event> awaitRest(long since) {
		return Witnesses.awaitRest(this.cluster, (events) -> missingToRest(events, since));
	}

	private Set<String> missingToRest(List<Event> events, long since) {
		List<Event> later = events.stream().filter((event) -> event.from() >= since).toList();
		Set<String> processes = Witnesses.processes(this.cluster, events);
		Set<String> missing = new TreeSet<>();
		String all = processes.stream().sorted().collect(Collectors.joining(",", "[", "]"));
		same(later, "pulse", processes, all, missing);
		same(later, Words.NAMES, processes, union(Witnesses.last(later, Words.HELD), processes), missing);
		String present = Witnesses.last(later, Words.PRESENT).values().stream().findFirst().orElse("nobody");
		same(later, Words.PRESENT, processes, present, missing);
		same(later, Words.DIFFERENCES, processes, present, missing);
		if (!processes.stream().allMatch(present::contains)) {
			missing.add("not all are present: " + present);
		}
		missing.addAll(new WordLosses(events, processes).unheardSince(since));
		for (String listener : processes) {
			Set<String> read = read(later, listener);
			processes.stream()
				.filter((writer) -> !read.contains(writer))
				.forEach((writer) -> missing.add(listener + " does not read " + writer));
		}
		return missing;
	}

	private static Set<String> read(List<Event> events, String reader) {
		return events.stream()
			.filter((event) -> event.resource().equals(Words.CHRONICLE_READ) && event.kind() == EventKind.RETURNED
					&& event.process().equals(reader))
			.map(Event::detail)
			.collect(Collectors.toSet());
	}

	private static void same(List<Event> events, String resource, Set<String> processes, String expected,
			Set<String> missing) {
		Map<String, String> last = Witnesses.last(events, resource);
		processes.stream()
			.filter((process) -> !expected.equals(last.get(process)))
			.forEach((process) -> missing
				.add(process + " says of " + resource + ": " + last.get(process) + ", not " + expected));
	}

	/** A name that two hold is in it twice, so that it is what no node knows. */
	private static String union(Map<String, String> held, Set<String> processes) {
		return held.entrySet()
			.stream()
			.filter((entry) -> processes.contains(entry.getKey()) && entry.getValue().length() > 2)
			.flatMap((entry) -> List.of(entry.getValue().substring(1, entry.getValue().length() - 1).split(", "))
				.stream())
			.sorted()
			.collect(Collectors.joining(", ", "{", "}"));
	}

	/** What was lost to another holder since then, with the reasons. */
	List<Event> lostNames(long since) {
		return this.cluster.watch()
			.whole()
			.stream()
			.filter((event) -> event.from() >= since && event.kind() == EventKind.LOST
					&& event.resource().startsWith("name/"))
			.toList();
	}

	@Override
	public void close() throws IOException {
		this.cluster.close();
	}

}
