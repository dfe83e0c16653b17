package io.distsys.benchmarks.commit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
import org.jspecify.annotations.Nullable;

/**
 * Latency and throughput of what goes through the log, or of calls, and of the nearest
 * things there are without the library, in turn in the same processes, from the leader
 * and from another node.
 */
public final class CommitBenchmark {

	private static final int SIZE = 3;

	private static final List<String> FROM = List.of("leader", "follower");

	private static final List<String> FROM_FOLLOWER = List.of("follower");

	private static final List<Integer> IN_FLIGHT = List.of(1, 64);

	/** What goes through the log, each beside the nearest thing of Hazelcast. */
	private static final List<Comparison> COMMITS = List.of(new Comparison("renewal", "map-put", FROM, IN_FLIGHT),
			new Comparison("grant", "map-lock", FROM, IN_FLIGHT));

	/**
	 * Calls of singletons and of services on another node, beside tasks of Hazelcast. Who
	 * leads does not matter to a service.
	 */
	private static final List<Comparison> CALLS = List.of(new Comparison("call", "task", FROM, IN_FLIGHT),
			new Comparison("service", "task", FROM_FOLLOWER, IN_FLIGHT),
			new Comparison("service", "call", FROM_FOLLOWER, IN_FLIGHT),
			new Comparison("service-guarded", "service", FROM_FOLLOWER, IN_FLIGHT),
			new Comparison("service-stage", "task-stage", FROM_FOLLOWER, IN_FLIGHT));

	private final Options options;

	private final Results results;

	private final List<Comparison> comparisons;

	private final List<Measurement> measurements = new ArrayList<>();

	/** {@literal null} if calls are not what is measured. */
	private final @Nullable Overheads localCalls;

	private CommitBenchmark(Options options, Results results, List<Comparison> comparisons,
			@Nullable Overheads localCalls) {
		this.options = options;
		this.results = results;
		this.comparisons = comparisons;
		this.localCalls = localCalls;
	}

	/**
	 * What goes through the log.
	 * @param options what to do, and how often
	 * @param results where to keep the figures
	 * @return the benchmark
	 */
	public static CommitBenchmark ofCommits(Options options, Results results) {
		return new CommitBenchmark(options, results, COMMITS, null);
	}

	/**
	 * Calls of singletons, on other nodes and on their own, and of services on other
	 * nodes.
	 * @param options what to do, and how often
	 * @param results where to keep the figures
	 * @return the benchmark
	 */
	public static CommitBenchmark ofCalls(Options options, Results results) {
		return new CommitBenchmark(options, results, CALLS, new Overheads());
	}

	/**
	 * Run it: a round that only warms up, then those that count. What was measured is
	 * kept round by round.
	 * @throws IOException if the cluster cannot be made, or does not answer
	 */
	public void run() throws IOException {
		ClusterPlan plan = Processes.plan(SIZE, this.options.program())
			.withJvmOption("-XX:TieredStopAtLevel=4")
			.withJvmOption("-Xmx512m");
		try (FaultCluster cluster = new FaultCluster(plan)) {
			Sight sight = Processes.start(cluster);
			Measuring measuring = new Measuring(cluster, Duration.ofSeconds(this.options.seconds()));
			for (int round = 0; round <= this.options.times(); round++) {
				List<Measurement> measured = measure(cluster, measuring, sight, round);
				if (round > 0) {
					this.measurements.addAll(measured);
					if (this.localCalls != null) {
						this.localCalls.add(measuring.measureLocalCalls(node(cluster, sight, "follower")));
					}
					report(round, hasChanged(cluster, sight));
				}
			}
		}
	}

	private List<Measurement> measure(FaultCluster cluster, Measuring measuring, Sight sight, int round)
			throws IOException {
		List<Measurement> measured = new ArrayList<>();
		for (Measurement.Setting setting : inTurn(round)) {
			LatencyFigures figures = measuring.measure(node(cluster, sight, setting.from()), setting.operation(),
					setting.inFlight());
			measured.add(new Measurement(round, setting, figures));
			System.err.println(measured.get(measured.size() - 1).line());
		}
		return measured;
	}

	private static boolean hasChanged(FaultCluster cluster, Sight sight) {
		Sight now = new Sight(cluster.events());
		return !cluster.nodes().stream().allMatch((node) -> now.leads(node) == sight.leads(node));
	}

	/** Now the one is the first, and now the other: each leaves its traces behind. */
	private List<Measurement.Setting> inTurn(int round) {
		List<Measurement.Setting> settings = new ArrayList<>(settings());
		if (round % 2 == 1) {
			Collections.reverse(settings);
		}
		return settings;
	}

	/** Each once; what is compared at one place comes one after the other. */
	private Set<Measurement.Setting> settings() {
		Set<Measurement.Setting> settings = new LinkedHashSet<>();
		this.comparisons.stream().flatMap((comparison) -> comparison.places().stream()).forEach((place) -> {
			for (Comparison comparison : this.comparisons) {
				if (comparison.places().contains(place)) {
					settings.add(place.of(comparison.ours()));
					settings.add(place.of(comparison.theirs()));
				}
			}
		});
		return settings;
	}

	private static int node(FaultCluster cluster, Sight sight, String from) {
		boolean leader = from.equals("leader");
		return cluster.nodes().stream().filter((node) -> sight.leads(node) == leader).findFirst().orElseThrow();
	}

	private void report(int rounds, boolean leaderHasChanged) throws IOException {
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
		String leader = leaderHasChanged
				? " The leader changed meanwhile: \"leader\" is the one at the beginning, the ratios are of little use."
				: "";
		this.results.show(this.options.program() + ".md",
				table + "\nMedians of " + rounds + " rounds of " + this.options.seconds() + " s each." + leader + "\n\n"
						+ ratios() + ((this.localCalls != null) ? "\n" + this.localCalls : ""));
		if (this.localCalls != null) {
			this.localCalls.keep(this.results);
		}
	}

	private String median(Measurement.Setting setting, ToDoubleFunction<LatencyFigures> figure) {
		double value = samples(setting, figure).median();
		return String.format(Locale.ROOT, (value < 100) ? "%.1f" : "%.0f", value);
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
		for (Comparison comparison : this.comparisons) {
			for (Comparison.Place place : comparison.places()) {
				Measurement.Setting ours = place.of(comparison.ours());
				Measurement.Setting theirs = place.of(comparison.theirs());
				table.row(ours.operation() + " : " + theirs.operation(), place.from(),
						Integer.toString(place.inFlight()), ratio(ours, theirs, LatencyFigures::medianMicros),
						ratio(ours, theirs, LatencyFigures::perSecond));
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
