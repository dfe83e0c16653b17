package io.distsys.benchmarks.failover;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.benchmarks.Options;
import io.distsys.benchmarks.cluster.Processes;
import io.distsys.benchmarks.cluster.Sight;
import io.distsys.benchmarks.cluster.Tenure;
import io.distsys.benchmarks.report.Results;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;

/**
 * Strikes the owner of singletons again and again, a leader of the consensus group and
 * another node in turn, and reads from what the processes recorded when the old owner
 * stopped and when the new one began.
 */
public final class FailoverBenchmark {

	private static final int SIZE = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration REST = Duration.ofSeconds(90);

	/** So long after the last one has begun the blow is taken back. */
	private static final Duration AFTERMATH = Duration.ofMillis(500);

	private final Options options;

	private final Results results;

	private final List<Round> rounds = new ArrayList<>();

	/**
	 * Create it.
	 * @param options what to do, and how often
	 * @param results where to keep the figures
	 */
	public FailoverBenchmark(Options options, Results results) {
		this.options = options;
		this.results = results;
	}

	/**
	 * Run it.
	 * @throws IOException if the cluster cannot be made, or does not recover
	 */
	public void run() throws IOException {
		for (Blow blow : Blow.values()) {
			if (this.options.faults().contains(blow.name().toLowerCase(Locale.ROOT))) {
				run(blow);
			}
		}
		FailoverReport report = new FailoverReport(this.rounds);
		this.results.keep("failover.csv", report.lines());
		String settings = this.options.properties().isEmpty() ? "the defaults"
				: String.join(", ", this.options.properties());
		this.results.show("failover.md", report.markdown() + "\nThree nodes with " + settings + ".\n");
	}

	private void run(Blow blow) throws IOException {
		String name = "failover-" + blow.name().toLowerCase(Locale.ROOT);
		ClusterPlan plan = Processes.plan(SIZE, name).withProperty("benchmarks.watch-every=5ms");
		for (String property : this.options.properties()) {
			plan = plan.withProperty(property);
		}
		try (FaultCluster cluster = new FaultCluster(plan)) {
			Sight sight = Processes.start(cluster);
			for (int i = 1; i <= this.options.times(); i++) {
				Round round = strike(cluster, sight, blow, i % 2 == 0);
				this.rounds.add(round);
				round.lines(i).forEach(System.err::println);
				this.results.keep("failover.csv", new FailoverReport(this.rounds).lines());
				sight = Processes.settle(cluster, REST);
			}
		}
	}

	private static Round strike(FaultCluster cluster, Sight before, Blow blow, boolean leader) throws IOException {
		int victim = victim(cluster, before, leader);
		String process = before.process(victim);
		List<Tenure> held = before.heldBy(process);
		long at = blow.strike(cluster, victim);
		awaitOthers(cluster, process, held, at);
		FaultCluster.sleep(AFTERMATH);
		long takenBack = blow.takeBack(cluster, victim);
		FaultCluster.sleep(Duration.ofSeconds(1));
		awaitOneOwnerEach(cluster);
		List<Tenure> after = new Sight(cluster.events()).tenures();
		List<Takeover> takeovers = after.stream()
			.filter((tenure) -> held.stream().anyMatch((old) -> isSame(old, tenure)))
			.flatMap((old) -> Takeover.of(after, old, blow, at, takenBack).stream())
			.toList();
		return new Round(blow, process, before.leads(victim), takeovers);
	}

	private static boolean isSame(Tenure before, Tenure after) {
		return before.resource().equals(after.resource()) && before.process().equals(after.process())
				&& before.begin() == after.begin();
	}

	/** Who owns most kinds, and leads or not, as wanted if possible. */
	private static int victim(FaultCluster cluster, Sight sight, boolean leader) {
		return cluster.nodes()
			.stream()
			.max(Comparator.<Integer>comparingLong((node) -> guarantees(sight, node))
				.thenComparing((node) -> sight.leads(node) == leader)
				.thenComparing(Comparator.reverseOrder()))
			.orElseThrow();
	}

	private static long guarantees(Sight sight, int node) {
		return sight.heldBy(sight.process(node)).stream().map(Tenure::guarantee).distinct().count();
	}

	private static void awaitOthers(FaultCluster cluster, String victim, List<Tenure> held, long since) {
		Set<String> missing = held.stream().map(Tenure::resource).collect(Collectors.toSet());
		cluster.await(since, PATIENCE, (event) -> {
			if (event.kind() == EventKind.ACQUIRED && !event.process().equals(victim)) {
				missing.remove(event.resource());
			}
			return missing.isEmpty();
		});
	}

	private static void awaitOneOwnerEach(FaultCluster cluster) throws IOException {
		Processes.await(cluster, REST, (sight) -> sight.unowned(cluster.nodes(), Processes.RESOURCES));
	}

}
