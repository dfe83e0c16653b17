package io.distsys.benchmarks.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.benchmarks.report.MarkdownTable;
import io.distsys.benchmarks.report.Results;
import io.distsys.benchmarks.report.Samples;

/** All rounds that are kept under one name, and what people read of them. */
final class PeersReport {

	private static final String CALLS = "calls.csv";

	private static final String VERSIONS = "versions.txt";

	private final Results results;

	private final List<PeerCall> calls = new ArrayList<>();

	private final List<String> versions;

	/**
	 * Go on with what is kept.
	 * @param results where it is
	 */
	PeersReport(Results results) throws IOException {
		this.results = results;
		results.kept(CALLS).stream().skip(1).map(PeerCall::parse).forEach(this.calls::add);
		this.versions = new ArrayList<>(results.kept(VERSIONS));
	}

	int nextRound(String system) {
		return 1 + this.calls.stream()
			.filter((call) -> call.system().equals(system))
			.mapToInt(PeerCall::round)
			.max()
			.orElse(0);
	}

	void keep(String version, List<PeerCall> measured) throws IOException {
		this.calls.addAll(measured);
		this.results.keep(CALLS,
				Stream.concat(Stream.of(PeerCall.COLUMNS), this.calls.stream().map(PeerCall::line)).toList());
		if (!this.versions.contains(version)) {
			this.versions.add(version);
			this.results.keep(VERSIONS, this.versions);
		}
	}

	void show() throws IOException {
		this.results.show("peers.md", figures() + "\n" + ratios() + "\n" + String.join("; ", this.versions) + ".");
	}

	private String figures() {
		MarkdownTable table = new MarkdownTable("system", "what is called", "where", "callers", "rounds", "p50 µs",
				"p99 µs", "per second", "failed");
		for (PeerSetting setting : settings()) {
			table.row(setting.system(), setting.target(), setting.place(), setting.callers() + " " + setting.way(),
					Integer.toString(samples(setting, LatencyFigures::medianMicros).count()),
					text(samples(setting, LatencyFigures::medianMicros)),
					text(samples(setting, LatencyFigures::p99Micros)),
					text(samples(setting, LatencyFigures::perSecond)),
					String.format(Locale.ROOT, "%.0f", samples(setting, LatencyFigures::failures).max()));
		}
		return table + "\nMedians of the rounds, lowest and highest in parentheses; failed: the most of a round.\n";
	}

	/** Each round against itself: what disturbs the one disturbs the other. */
	private String ratios() {
		MarkdownTable table = new MarkdownTable("ours : theirs", "where", "callers", "p50, ratio", "p99, ratio",
				"per second, ratio");
		for (PeerSetting ours : settings()) {
			if (ours.system().equals(PeerSystems.OURS)) {
				for (PeerSetting theirs : settings()) {
					if (ours.comparesWith(theirs)) {
						table.row(ours.name() + " : " + theirs.name(), ours.place(),
								ours.callers() + " " + ours.way() + " : " + theirs.way(),
								text(ratios(ours, theirs, LatencyFigures::medianMicros)),
								text(ratios(ours, theirs, LatencyFigures::p99Micros)),
								text(ratios(ours, theirs, LatencyFigures::perSecond)));
					}
				}
			}
		}
		return table
				+ "\nEach round of ours by the same round of theirs. Below 1 is better of the times, above 1 of the"
				+ " calls a second.\n";
	}

	private List<PeerSetting> settings() {
		return this.calls.stream().map(PeerSetting::of).distinct().sorted(PeerSetting.ORDER).toList();
	}

	private Samples samples(PeerSetting setting, ToDoubleFunction<LatencyFigures> figure) {
		return Samples.of(of(setting).mapToDouble((call) -> figure.applyAsDouble(call.figures())));
	}

	private Samples ratios(PeerSetting ours, PeerSetting theirs, ToDoubleFunction<LatencyFigures> figure) {
		return Samples.of(of(ours)
			.flatMap((own) -> of(theirs).filter((other) -> other.round() == own.round())
				.map((other) -> figure.applyAsDouble(own.figures()) / figure.applyAsDouble(other.figures())))
			.mapToDouble(Double::doubleValue));
	}

	private Stream<PeerCall> of(PeerSetting setting) {
		return this.calls.stream().filter((call) -> PeerSetting.of(call).equals(setting));
	}

	private static String text(Samples samples) {
		return number(samples.median()) + " (" + number(samples.min()) + "–" + number(samples.max()) + ")";
	}

	private static String number(double value) {
		if (value < 1) {
			return String.format(Locale.ROOT, "%.2g", value);
		}
		return String.format(Locale.ROOT, (value < 10) ? "%.1f" : "%,.0f", value);
	}

}
