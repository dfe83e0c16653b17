package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.faults.basket.BasketNode;
import io.distsys.faults.check.BasketChecker;
import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.Baskets;
import io.distsys.faults.node.Crowd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster with available workers: something is done to it, it is healed and comes to
 * rest, and what was recorded keeps the promises.
 */
final class BasketTrial implements AutoCloseable {

	/** A node that has just come may yet be given something. */
	private static final Duration CALM = Duration.ofSeconds(3);

	private final FaultCluster cluster;

	private long begin;

	private BasketTrial(FaultCluster cluster) {
		this.cluster = cluster;
	}

	/** Skips the test, and says why, where there can be no network. */
	static BasketTrial start(int size, String name) throws IOException {
		return start(ClusterPlan.of(size, name));
	}

	/** The same with many workers more. */
	static BasketTrial startWithCrowd(int size, String name) throws IOException {
		return start(ClusterPlan.of(size, name).withProperty(Crowd.PROPERTY + "=true"));
	}

	private static BasketTrial start(ClusterPlan plan) throws IOException {
		Trial.assumeNetwork();
		BasketTrial trial = new BasketTrial(new FaultCluster(plan.withApplication(BasketNode.class)));
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

	/** Judge everything since all was at rest the first time. */
	void healAndJudge() throws IOException {
		healAndJudge(Set.of(), this.begin);
	}

	/** Take back what was done, wait for the rest, and judge what has come since then. */
	void healAndJudge(Set<String> killed, long since) throws IOException {
		List<Event> events = awaitRest(this.cluster.healAll());
		assertThat(BasketChecker.check(events, killed, since)).isEmpty();
		long puts = events.stream()
			.filter((event) -> event.kind() == EventKind.RETURNED && event.resource().startsWith(Baskets.PUT))
			.count();
		System.err.printf("%d calls were answered, %d states were merged%n", puts,
				count(events, EventKind.RETURNED, Baskets.MERGED));
	}

	static long count(List<Event> events, EventKind kind, String prefix) {
		return events.stream().filter((event) -> event.kind() == kind && event.resource().startsWith(prefix)).count();
	}

	List<Event> since(long since) {
		return this.cluster.watch().whole().stream().filter((event) -> event.from() >= since).toList();
	}

	/** The node that has answered for a worker last, and its process. */
	String processOf(String key) {
		return this.cluster.watch()
			.whole()
			.stream()
			.filter((event) -> event.kind() == EventKind.RETURNED && event.resource().equals(Baskets.PUT + key))
			.reduce((earlier, later) -> later)
			.map((event) -> event.detail().split("@")[0])
			.orElseThrow();
	}

	/**
	 * Wait until all nodes that run see all of them and no others, each worker runs on
	 * one of them, for a while, and each node is answered from there.
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
		Map<String, List<String>> running = new HashMap<>();
		List<Event> later = events.stream().filter((event) -> event.from() >= since).toList();
		Witnesses.last(later, Baskets.RUNNING)
			.forEach((process, keys) -> Stream.of(keys.substring(1, keys.length() - 1).split(", "))
				.filter((key) -> processes.contains(process))
				.forEach((key) -> running.computeIfAbsent(key, (ignored) -> new ArrayList<>()).add(process)));
		for (String key : Baskets.KEYS) {
			List<String> places = running.getOrDefault(key, List.of());
			Map<String, String> answers = Witnesses.last(later, Baskets.PUT + key);
			boolean answered = places.size() == 1 && processes.stream()
				.allMatch((process) -> answers.getOrDefault(process, "").startsWith(places.get(0) + "@"));
			if (!answered) {
				missing.add(key + " runs on " + places + " and is answered " + answers);
			}
		}
		long calm = System.nanoTime() - CALM.toNanos();
		later.stream()
			.filter((event) -> event.kind() == EventKind.ACQUIRED && event.at() > calm)
			.forEach((event) -> missing.add(event.resource() + " has just moved to " + event.process()));
		return missing;
	}

	@Override
	public void close() throws IOException {
		this.cluster.close();
	}

}
