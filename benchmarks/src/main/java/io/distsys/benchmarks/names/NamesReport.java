package io.distsys.benchmarks.names;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.benchmarks.report.MarkdownTable;
import io.distsys.benchmarks.report.Results;
import io.distsys.benchmarks.report.Samples;

/** All that was measured of names, and the medians of it beside what the peers reach. */
final class NamesReport {

	private static final String PEERS = "The peers were measured by programs of their own on another day, on a"
			+ " machine like this one. Look-up: Horde 795 ns on the own node and 134 µs of a name of another one,"
			+ " `:global` 265 ns, Pekko `entityRefFor` 74 ns. Registrations of one caller: Horde 38,000 a second (the"
			+ " last writer wins), `:global` about 1,000, `IMap.putIfAbsent` 3,100. Until other nodes see it: Horde 127"
			+ " to 189 ms, Pekko 387 ms.";

	private final Results results;

	private final List<Registered> registered = new ArrayList<>();

	private final List<Spread> spread = new ArrayList<>();

	private final List<Seen> seen = new ArrayList<>();

	private final List<LookedUp> lookedUp = new ArrayList<>();

	NamesReport(Results results) {
		this.results = results;
	}

	void add(Registered figures) {
		keep(this.registered, figures, figures.round(), figures.line());
	}

	void add(Spread figures) {
		keep(this.spread, figures, figures.round(), figures.line());
	}

	void add(Seen figures) {
		keep(this.seen, figures, figures.round(), figures.line());
	}

	void add(LookedUp figures) {
		keep(this.lookedUp, figures, figures.round(), figures.line());
	}

	private static <T> void keep(List<T> all, T figures, int round, String line) {
		System.err.println(figures.getClass().getSimpleName() + " " + line);
		if (round > 0) {
			all.add(figures);
		}
	}

	void show(int rounds) throws IOException {
		this.results.keep("registered.csv", lines(Registered.COLUMNS, this.registered, Registered::line));
		this.results.keep("spread.csv", lines(Spread.COLUMNS, this.spread, Spread::line));
		this.results.keep("seen.csv", lines(Seen.COLUMNS, this.seen, Seen::line));
		this.results.keep("looked-up.csv", lines(LookedUp.COLUMNS, this.lookedUp, LookedUp::line));
		this.results.show("names.md", lookUps() + "\n" + registrations() + "\n" + spreading() + "\n" + sights()
				+ "\nMedians of " + rounds + ((rounds == 1) ? " round. " : " rounds. ") + PEERS);
	}

	private static <T> List<String> lines(String columns, List<T> all, Function<T, String> line) {
		return Stream.concat(Stream.of(columns), all.stream().map(line)).toList();
	}

	private String lookUps() {
		MarkdownTable table = new MarkdownTable("a look-up in", "of so many names",
				"on the node that registered them, ns", "on another node, ns");
		grouped(this.lookedUp, (one) -> List.of(one.carrier(), one.names())).forEach((group) -> {
			LookedUp first = group.get(0);
			table.row(first.carrier().shown(), shown(first.names()),
					median(group.stream().filter(LookedUp::own).toList(), LookedUp::medianNanos),
					median(group.stream().filter((one) -> !one.own()).toList(), LookedUp::medianNanos));
		});
		return table.toString();
	}

	private String registrations() {
		MarkdownTable table = new MarkdownTable("registered in", "from", "callers", "per second", "p50 / p99 µs",
				"failed");
		grouped(this.registered, (one) -> List.of(one.carrier(), one.led(), one.callers())).forEach((group) -> {
			Registered first = group.get(0);
			table.row(first.carrier().shown(), first.led() ? "leader" : "follower", Integer.toString(first.callers()),
					median(group, (one) -> one.figures().perSecond()), latency(group, Registered::figures),
					Long.toString(group.stream().mapToLong((one) -> one.figures().failures()).sum()));
		});
		return table.toString();
	}

	private String spreading() {
		MarkdownTable table = new MarkdownTable("registered in", "callers", "per second, for the callers",
				"per second, until all nodes know all", "missing");
		grouped(this.spread, (one) -> List.of(one.carrier(), one.callers())).forEach((group) -> {
			Spread first = group.get(0);
			table.row(first.carrier().shown(), Integer.toString(first.callers()), median(group, Spread::perSecond),
					median(group, Spread::perSecondEverywhere),
					Integer.toString(group.stream().mapToInt(Spread::missing).sum()));
		});
		return table.toString();
	}

	private String sights() {
		MarkdownTable table = new MarkdownTable("registered in",
				"until a listener on every other node was told, p50 / p99 µs after the acknowledgement", "missing");
		grouped(this.seen, Seen::carrier)
			.forEach((group) -> table.row(group.get(0).carrier().shown(), latency(group, Seen::figures),
					Long.toString(group.stream().mapToLong((one) -> one.figures().failures()).sum())));
		return table.toString();
	}

	private static <T> List<List<T>> grouped(List<T> all, Function<T, ?> by) {
		return all.stream()
			.map(by)
			.distinct()
			.map((key) -> all.stream().filter((one) -> by.apply(one).equals(key)))
			.map(Stream::toList)
			.collect(Collectors.toList());
	}

	private static <T> String latency(List<T> group, Function<T, LatencyFigures> figures) {
		return median(group, (one) -> figures.apply(one).medianMicros()) + " / "
				+ median(group, (one) -> figures.apply(one).p99Micros());
	}

	private static <T> String median(List<T> group, ToDoubleFunction<T> figure) {
		return shown(Samples.of(group.stream().mapToDouble(figure)).median());
	}

	private static String shown(double figure) {
		return String.format(Locale.ROOT, "%,.0f", figure);
	}

}
