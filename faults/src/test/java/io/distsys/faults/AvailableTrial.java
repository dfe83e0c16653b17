package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.faults.check.AvailableChecker;
import io.distsys.faults.check.Violation;
import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryTable;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.journal.JournalNode;
import io.distsys.faults.node.Journals;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster with available singletons: something is done to it, it is healed and comes to
 * rest, and what was recorded keeps the promises.
 */
final class AvailableTrial implements AutoCloseable {

	/**
	 * How long two may act after a cut. It takes a fifth of that, mostly; an ordinary
	 * build does not judge how fast its machine is.
	 */
	private static final Duration MERGE = Duration.ofSeconds(60);

	/** A node that has just come may yet be given something. */
	private static final Duration CALM = Duration.ofSeconds(2);

	private final FaultCluster cluster;

	/** What nodes do while they look for each other the first time is not judged. */
	private long begin = Long.MAX_VALUE;

	private AvailableTrial(FaultCluster cluster) {
		this.cluster = cluster;
	}

	/** Skips the test, and says why, where there can be no network. */
	static AvailableTrial start(int size, String name) throws IOException {
		Trial.assumeNetwork();
		AvailableTrial trial = new AvailableTrial(
				new FaultCluster(ClusterPlan.of(size, name).withApplication(JournalNode.class)));
		try {
			trial.cluster.startAll();
			trial.awaitRest(trial.cluster.healAll());
			trial.begin = System.nanoTime();
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
	void healAndJudge() throws IOException {
		List<Event> events = awaitRest(this.cluster.healAll());
		List<Violation> violations = AvailableChecker.check(events, this.begin, MERGE);
		assertThat(violations)
			.as(() -> violations.stream()
				.map((found) -> found.what() + "\n"
						+ HistoryTable.of(events, found.resource(), found.from(), found.to()))
				.collect(Collectors.joining("\n")))
			.isEmpty();
	}

	List<Event> since(long since) {
		return this.cluster.watch().whole().stream().filter((event) -> event.from() >= since).toList();
	}

	/**
	 * Wait until all nodes that run see all of them and no others, each singleton has
	 * acted at one place since then, for a while, and is held at no other, each node is
	 * answered from there, and each state that was offered since then has arrived. What
	 * was sent into a cut, or by a process that stood still, may be lost.
	 * @return the history until then
	 */
	List<Event> awaitRest(long since) {
		return Witnesses.awaitRest(this.cluster, (events) -> missingToRest(events, since));
	}

	private Set<String> missingToRest(List<Event> events, long since) {
		Set<String> processes = Witnesses.processes(this.cluster, events);
		Set<String> missing = new TreeSet<>();
		String all = processes.stream().sorted().collect(Collectors.joining(",", "[", "]"));
		Map<String, String> seen = Witnesses.last(events, "pulse");
		processes.stream()
			.filter((process) -> !all.equals(seen.get(process)))
			.forEach((process) -> missing.add(process + " sees " + seen.get(process)));
		for (String resource : Journals.RESOURCES) {
			Set<String> holders = holders(events, resource, processes);
			String holder = holders.stream().findFirst().orElse("nobody");
			if (holders.size() != 1 || !hasActed(events, resource, holder, since)) {
				missing.add(resource + " is held by " + holders);
			}
			Map<String, String> answers = Witnesses.last(events, resource.replace("singleton/", "call/"));
			processes.stream()
				.filter((process) -> !holder.equals(answers.get(process)))
				.forEach((process) -> missing
					.add(process + " is answered " + answers.get(process) + " for " + resource + " of " + holder));
		}
		long calm = System.nanoTime() - CALM.toNanos();
		of(events, EventKind.ACQUIRED).filter((event) -> event.at() > Math.max(since, calm))
			.forEach((event) -> missing.add(event.resource() + " has just moved to " + event.process()));
		unanswered(events, Math.max(this.begin, since)).forEach((offer) -> missing.add("no answer to " + offer));
		return missing;
	}

	/** Whose fence has not been found closed. */
	private static Set<String> holders(List<Event> events, String resource, Set<String> processes) {
		Set<String> open = new HashSet<>();
		events.stream().filter((event) -> event.resource().equals(resource)).forEach((event) -> {
			String grant = event.process() + "@" + event.token();
			if (event.kind() == EventKind.ACQUIRED) {
				open.add(grant);
			}
			else if (event.kind() == EventKind.CLOSED) {
				open.remove(grant);
			}
		});
		return open.stream()
			.map((grant) -> grant.split("@")[0])
			.filter(processes::contains)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static boolean hasActed(List<Event> events, String resource, String process, long since) {
		return events.stream()
			.anyMatch((event) -> event.from() >= since && event.resource().equals(resource)
					&& event.process().equals(process) && event.detail().equals("acted"));
	}

	private static List<Event> unanswered(List<Event> events, long since) {
		Set<String> answered = of(events, EventKind.RETURNED).map(AvailableTrial::offer).collect(Collectors.toSet());
		return of(events, EventKind.INVOKED).filter((event) -> event.from() >= since)
			.filter((event) -> !answered.contains(offer(event)))
			.toList();
	}

	private static String offer(Event event) {
		return event.resource() + "@" + event.token();
	}

	private static Stream<Event> of(List<Event> events, EventKind kind) {
		return events.stream().filter((event) -> event.kind() == kind && Journals.RESOURCES.contains(event.resource()));
	}

	/** The states that were taken since then, with the occasion. */
	static List<Event> taken(List<Event> events, String occasion) {
		return of(events, EventKind.RETURNED).filter((event) -> event.detail().startsWith(occasion)).toList();
	}

	@Override
	public void close() throws IOException {
		this.cluster.close();
	}

}
