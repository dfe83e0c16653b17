package io.distsys.benchmarks.commit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.distsys.benchmarks.Options;
import io.distsys.benchmarks.cluster.Processes;
import io.distsys.benchmarks.cluster.Sight;
import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.benchmarks.report.MarkdownTable;
import io.distsys.benchmarks.report.Results;
import io.distsys.benchmarks.report.Samples;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;

/**
 * Latency and throughput of what goes through the log, or of calls, and of the nearest
 * things there are without the library, in turn in the same processes, from the leader
 * and from another node.
 */
public final class CommitBenchmark {

	private static final int SIZE = 3;

	private static final Duration WARM_UP = Duration.ofSeconds(1);

	/** What goes through the log, each followed by the nearest thing of Hazelcast. */
	public static final List<String> COMMITS = List.of("renewal", "map-put", "grant", "map-lock");

	/**
	 * Calls of singletons, elsewhere and here, each followed by what there is without.
	 */
	public static final List<String> CALLS = List.of("call", "task", "fenced-x1000", "plain-x1000");

	private static final List<Integer> IN_FLIGHT = List.of(1, 64);

	private final Options options;

	private final Results results;

	private final List<String> operations;

	private final List<Measurement> measurements = new ArrayList<>();

	private int number;

	/**
	 * Create it.
	 * @param options what to do, and how often
	 * @param results where to keep the figures
	 * @param operations by name, in pairs that are compared
	 */
	public CommitBenchmark(Options options, Results results, List<String> operations) {
		this.options = options;
		this.results = results;
		this.operations = List.copyOf(operations);
	}

	/**
	 * Run it: a round that only warms up, then those that count.
	 * @throws IOException if the cluster cannot be made, or does not answer
	 */
	public void run() throws IOException {
		ClusterPlan plan = Processes.plan(SIZE, this.options.program())
			.withJvmOption("-XX:TieredStopAtLevel=4")
			.withJvmOption("-Xmx512m");
		try (FaultCluster cluster = new FaultCluster(plan)) {
			Sight sight = Processes.start(cluster);
			for (int round = 0; round <= this.options.times(); round++) {
				for (Measurement.Setting setting : settings()) {
					LatencyFigures figures = measure(cluster, node(cluster, sight, setting), setting);
					Measurement measurement = new Measurement(round, setting, figures);
					System.err.println(measurement.line());
					if (round > 0) {
						this.measurements.add(measurement);
					}
				}
			}
			if (!cluster.nodes()
				.stream()
				.allMatch((node) -> new Sight(cluster.events()).leads(node) == sight.leads(node))) {
				throw new IOException("The leader changed during the measurement");
			}
		}
		report();
	}

	private List<Measurement.Setting> settings() {
		List<Measurement.Setting> settings = new ArrayList<>();
		for (int inFlight : IN_FLIGHT) {
			for (String from : List.of("leader", "follower")) {
				this.operations
					.forEach((operation) -> settings.add(new Measurement.Setting(operation, from, inFlight)));
			}
		}
		return settings;
	}

	private static int node(FaultCluster cluster, Sight sight, Measurement.Setting setting) {
		boolean leader = setting.from().equals("leader");
		return cluster.nodes().stream().filter((node) -> sight.leads(node) == leader).findFirst().orElseThrow();
	}

	private LatencyFigures measure(FaultCluster cluster, int node, Measurement.Setting setting) throws IOException {
		Duration time = Duration.ofSeconds(this.options.seconds());
		int order = ++this.number;
		long since = System.nanoTime();
		cluster.order(node, order + " " + setting.operation() + " " + setting.inFlight() + " " + WARM_UP.toMillis()
				+ " " + time.toMillis());
		return cluster
			.await(since, WARM_UP.plus(time).plusSeconds(30),
					(event) -> event.kind() == EventKind.RETURNED && event.token() == order)
			.map((event) -> LatencyFigures.parse(event.detail()))
			.orElseThrow(() -> new IOException("n" + node + " did not answer the order " + order));
	}

	private void report() throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add(Measurement.COLUMNS);
		this.measurements.forEach((measurement) -> lines.add(measurement.line()));
		this.results.keep(this.options.program() + ".csv", lines);
		MarkdownTable table = new MarkdownTable("operation", "from", "in flight", "p50 µs", "p99 µs", "per second",
				"failed");
		for (Measurement.Setting setting : settings()) {
			table.row(setting.operation(), setting.from(), Integer.toString(setting.inFlight()),
					median(setting, LatencyFigures::medianMicros), median(setting, LatencyFigures::p99Micros),
					median(setting, LatencyFigures::perSecond), median(setting, LatencyFigures::failures));
		}
		this.results.show(this.options.program() + ".md", table + "\nMedians of " + this.options.times() + " rounds of "
				+ this.options.seconds() + " s each.\n\n" + ratios());
	}

	private String median(Measurement.Setting setting, ToDoubleFunction<LatencyFigures> figure) {
		return String.format(Locale.ROOT, "%.0f", samples(setting, figure).median());
	}

	private Samples samples(Measurement.Setting setting, ToDoubleFunction<LatencyFigures> figure) {
		return Samples.of(this.measurements.stream()
			.filter((measurement) -> measurement.setting().equals(setting))
			.mapToDouble((measurement) -> figure.applyAsDouble(measurement.figures())));
	}

	/** Each round against itself: what disturbs the one disturbs the other. */
	private String ratios() {
		MarkdownTable table = new MarkdownTable("compared", "from", "in flight", "p50, ratio: median (min–max)",
				"per second, ratio: median (min–max)");
		for (int inFlight : IN_FLIGHT) {
			for (String from : List.of("leader", "follower")) {
				for (int i = 0; i < this.operations.size(); i += 2) {
					Measurement.Setting ours = new Measurement.Setting(this.operations.get(i), from, inFlight);
					Measurement.Setting theirs = new Measurement.Setting(this.operations.get(i + 1), from, inFlight);
					table.row(ours.operation() + " : " + theirs.operation(), from, Integer.toString(inFlight),
							ratio(ours, theirs, LatencyFigures::medianMicros),
							ratio(ours, theirs, LatencyFigures::perSecond));
				}
			}
		}
		return table.toString();
	}

	private String ratio(Measurement.Setting ours, Measurement.Setting theirs,
			ToDoubleFunction<LatencyFigures> figure) {
		Samples ratios = Samples.of(this.measurements.stream()
			.filter((measurement) -> measurement.setting().equals(ours))
			.mapToDouble((measurement) -> figure.applyAsDouble(measurement.figures())
					/ figure.applyAsDouble(find(measurement.round(), theirs).figures())));
		return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", ratios.median(), ratios.min(), ratios.max());
	}

	private Measurement find(int round, Measurement.Setting setting) {
		return this.measurements.stream()
			.filter((measurement) -> measurement.round() == round && measurement.setting().equals(setting))
			.findFirst()
			.orElseThrow();
	}

}
