package io.distsys.benchmarks.workers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.benchmarks.report.MarkdownTable;
import io.distsys.benchmarks.report.Results;
import io.distsys.benchmarks.report.Samples;

/** All that was measured, and the medians of it beside what the peers reach. */
final class WorkersReport {

	private static final String PEERS = "Horde 0.10 (OTP 25) and Pekko 1.7 were measured by programs of their own on"
			+ " another day, on a machine like this one: starts 470 to 1,500 and 8,900 a second (64 in flight), 22 to"
			+ " 27 KB and 1.6 KB each; 913 workers of Horde were back after 0.3 to 1.6 s, without a quorum.";

	/**
	 * From this version of Java on the nodes use virtual threads unless they are told.
	 */
	private static final int FIRST_VIRTUAL = 24;

	private static final List<List<String>> PEER_CALLS = List.of(
			List.of("3.7 / 20 µs", "29 / 134 µs", "362,000", "224,000"),
			List.of("108–199 / 367–416 µs", "347 / 1,317 µs", "15,600–26,400", "20,800"));

	private final Results results;

	private final int rounds;

	private final List<Started> started = new ArrayList<>();

	private final List<Called> called = new ArrayList<>();

	private final List<Returned> returned = new ArrayList<>();

	WorkersReport(Results results, int rounds) {
		this.results = results;
		this.rounds = rounds;
	}

	void add(Started figures) {
		this.started.add(figures);
		tell(figures.line());
	}

	void add(Called figures) {
		this.called.add(figures);
		tell(figures.line());
	}

	void add(Returned figures) {
		this.returned.add(figures);
		tell(figures.line());
	}

	private static void tell(String line) {
		System.err.println(line);
	}

	void show(int round) throws IOException {
		this.results.keep("starts.csv", lines(Started.COLUMNS, this.started.stream().map(Started::line)));
		this.results.keep("calls.csv", lines(Called.COLUMNS, this.called.stream().map(Called::line)));
		this.results.keep("kills.csv", lines(Returned.COLUMNS, this.returned.stream().map(Returned::line)));
		this.results.show("workers.md", starts() + "\n" + calls() + "\n" + kills() + "\nMedians of " + round + " of "
				+ this.rounds + " rounds. " + PEERS);
	}

	private static List<String> lines(String columns, Stream<String> lines) {
		return Stream.concat(Stream.of(columns), lines).toList();
	}

	private String starts() {
		MarkdownTable table = new MarkdownTable("started", "how", "per second", "heap each, owner and backup",
				"failed");
		grouped(this.started, (figures) -> figures.workers() + " " + figures.way()).forEach((group) -> {
			Started first = group.get(0);
			double bytes = median(group, Started::bytesEach);
			table.row(String.format(Locale.ROOT, "%,d", first.workers()), first.way(),
					shown(median(group, Started::perSecond)), Double.isNaN(bytes) ? "–" : shown(bytes) + " bytes",
					Integer.toString(group.stream().mapToInt(Started::failures).sum()));
		});
		return table.toString();
	}

	private String calls() {
		MarkdownTable table = new MarkdownTable("called", "calls under way", "p50 / p99 µs", "per second", "failed",
				"Horde", "Pekko");
		grouped(this.called, (figures) -> figures.place() + " " + figures.way() + " " + figures.callers())
			.forEach((group) -> {
				Called first = group.get(0);
				boolean here = first.place().equals("here");
				int column = (first.callers() == 1) ? 0 : 2;
				List<String> peers = PEER_CALLS.get(here ? 0 : 1).subList(column, column + 2);
				table.row(here ? "same node" : "other node", underWay(first),
						shown(median(group, LatencyFigures::medianMicros, Called::figures)) + " / "
								+ shown(median(group, LatencyFigures::p99Micros, Called::figures)),
						shown(median(group, LatencyFigures::perSecond, Called::figures)),
						Long.toString(group.stream().mapToLong((figures) -> figures.figures().failures()).sum()),
						peers.get(0), peers.get(1));
			});
		return table.toString();
	}

	/** The nodes have the JVM of this program. */
	private static String underWay(Called called) {
		if (called.way().equals(Called.STAGES)) {
			return called.callers() + " stages of one thread";
		}
		String kind = (Runtime.version().feature() >= FIRST_VIRTUAL) ? "virtual thread" : "thread";
		return called.callers() + " " + kind + ((called.callers() == 1) ? "" : "s");
	}

	private String kills() {
		MarkdownTable table = new MarkdownTable("kill -9 with", "guarantee", "rounds (victim led the group)",
				"loss noticed, p50 / max ms", "all answer, p50 / max ms", "the same since the loss was noticed");
		grouped(this.returned, (figures) -> figures.workers() + " " + figures.guarantee()).forEach((group) -> {
			Returned first = group.get(0);
			table.row(String.format(Locale.ROOT, "%,d workers", first.workers()),
					first.guarantee().name().toLowerCase(Locale.ROOT),
					group.size() + " (" + group.stream().filter(Returned::led).count() + ")",
					medianAndMax(group, Returned::lostMillis), medianAndMax(group, Returned::millis),
					medianAndMax(group, Returned::sinceLost));
		});
		return table.toString();
	}

	private static String medianAndMax(List<Returned> group, ToDoubleFunction<Returned> figure) {
		return Samples.of(group.stream().mapToDouble(figure)).medianAndMax();
	}

	private static <T> List<List<T>> grouped(List<T> figures, Function<T, String> by) {
		List<String> order = figures.stream().map(by).distinct().toList();
		return figures.stream()
			.collect(Collectors.groupingBy((one) -> order.indexOf(by.apply(one)), TreeMap::new, Collectors.toList()))
			.values()
			.stream()
			.toList();
	}

	private static <T, F> double median(List<T> group, ToDoubleFunction<F> figure, Function<T, F> part) {
		return median(group, (one) -> figure.applyAsDouble(part.apply(one)));
	}

	private static <T> double median(List<T> group, ToDoubleFunction<T> figure) {
		return Samples.of(group.stream().mapToDouble(figure)).median();
	}

	private static String shown(double value) {
		return String.format(Locale.ROOT, (value < 100) ? "%.1f" : "%,.0f", value);
	}

}
