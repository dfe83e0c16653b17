package io.distsys.benchmarks.security;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.distsys.benchmarks.Options;
import io.distsys.benchmarks.cluster.Processes;
import io.distsys.benchmarks.cluster.Sight;
import io.distsys.benchmarks.order.Measuring;
import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.benchmarks.report.MarkdownTable;
import io.distsys.benchmarks.report.Results;
import io.distsys.benchmarks.report.Samples;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.hazelcast.TestKeys;

/**
 * Throughput and latency between nodes that have nothing to pass, a secret, TLS, or both:
 * a cluster of each after the other, and all again in each round. With leases so long
 * that a busy machine does not end them.
 */
public final class SecurityBenchmark {

	private static final int SIZE = 3;

	/** One after another for the latency, and many at a time for the throughput. */
	private static final List<Operation> OPERATIONS = List.of(new Operation("map-put-64k", 1),
			new Operation("map-put-64k", 16), new Operation("call", 1), new Operation("call", 64),
			new Operation("renewal", 1));

	private final Options options;

	private final Results results;

	private final List<Measured> measured = new ArrayList<>();

	/**
	 * Create it.
	 * @param options what to do, and how often
	 * @param results where to keep the figures
	 */
	public SecurityBenchmark(Options options, Results results) {
		this.options = options;
		this.results = results;
	}

	/**
	 * Run it. What was measured is kept round by round.
	 * @throws IOException if a cluster cannot be made, or does not answer
	 */
	public void run() throws IOException {
		for (int round = 1; round <= this.options.times(); round++) {
			for (Protection protection : Protection.values()) {
				measure(round, protection);
			}
			report(round);
		}
	}

	private void measure(int round, Protection protection) throws IOException {
		ClusterPlan plan = protection.plan(Processes.plan(SIZE, "security")
			.withJvmOption("-XX:TieredStopAtLevel=4")
			.withJvmOption("-Xmx512m")
			.withProperty("distsys.lease.ttl=10s")
			.withProperty("distsys.lease.renewal-interval=2s"));
		try (FaultCluster cluster = new FaultCluster(plan)) {
			makeKeys(plan);
			Sight sight = Processes.start(cluster);
			int node = cluster.nodes().stream().filter((each) -> !sight.leads(each)).findFirst().orElseThrow();
			Measuring measuring = new Measuring(cluster, Duration.ofSeconds(this.options.seconds()));
			// Hazelcast arranges its partitions when a map is used first.
			measuring.measure(node, OPERATIONS.get(0).name(), 1);
			for (Operation operation : OPERATIONS) {
				LatencyFigures figures = measuring.measure(node, operation.name(), operation.inFlight());
				this.measured.add(new Measured(round, protection, operation, figures));
				System.err.println(this.measured.get(this.measured.size() - 1).line());
			}
		}
	}

	private static void makeKeys(ClusterPlan plan) throws IOException {
		try {
			new TestKeys(plan.directory(), Protection.STORE);
		}
		catch (GeneralSecurityException | InterruptedException ex) {
			throw new IOException("There are no keys", ex);
		}
	}

	private void report(int rounds) throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add("round,protection,operation,in_flight,count,per_second,p50_us,p99_us,max_us,failures");
		this.measured.forEach((each) -> lines.add(each.line()));
		this.results.keep("security.csv", lines);
		MarkdownTable table = new MarkdownTable("operation", "in flight", "with", "p50 µs", "p99 µs", "per second",
				"of nothing: median (min–max)");
		for (Operation operation : OPERATIONS) {
			for (Protection protection : Protection.values()) {
				table.row(operation.name(), Integer.toString(operation.inFlight()), protection.toString(),
						median(operation, protection, LatencyFigures::medianMicros),
						median(operation, protection, LatencyFigures::p99Micros),
						median(operation, protection, LatencyFigures::perSecond), ratio(operation, protection));
			}
		}
		this.results.show("security.md", table + "\nMedians of " + rounds + " rounds of " + this.options.seconds()
				+ " s each, from a node that does not lead; the ratio is that of operations a second in the same round.");
	}

	private String median(Operation operation, Protection protection, ToDoubleFunction<LatencyFigures> figure) {
		return String
			.format(Locale.ROOT, "%.0f",
					Samples.of(this.measured.stream()
						.filter((each) -> each.operation().equals(operation) && each.protection() == protection)
						.mapToDouble((each) -> figure.applyAsDouble(each.figures()))).median());
	}

	private String ratio(Operation operation, Protection protection) {
		Samples ratios = Samples.of(this.measured.stream()
			.filter((each) -> each.operation().equals(operation) && each.protection() == protection)
			.mapToDouble((each) -> each.figures().perSecond() / plain(each).perSecond()));
		return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", ratios.median(), ratios.min(), ratios.max());
	}

	private LatencyFigures plain(Measured other) {
		return this.measured.stream()
			.filter((each) -> each.round() == other.round() && each.operation().equals(other.operation())
					&& each.protection() == Protection.NOTHING)
			.findFirst()
			.orElseThrow()
			.figures();
	}

	private record Operation(String name, int inFlight) {

	}

	private record Measured(int round, Protection protection, Operation operation, LatencyFigures figures) {

		String line() {
			return String.format(Locale.ROOT, "%d,%s,%s,%d,%s", this.round, this.protection.name(),
					this.operation.name(), this.operation.inFlight(), this.figures.line());
		}

	}

}
