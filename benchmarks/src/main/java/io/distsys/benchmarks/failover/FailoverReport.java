package io.distsys.benchmarks.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.distsys.benchmarks.report.MarkdownTable;
import io.distsys.benchmarks.report.Samples;

/** Shows what came of all blows. */
final class FailoverReport {

	private final List<Round> rounds;

	FailoverReport(List<Round> rounds) {
		this.rounds = List.copyOf(rounds);
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("fault,round,victim,victim_led," + Takeover.COLUMNS);
		for (int i = 0; i < this.rounds.size(); i++) {
			this.rounds.get(i).lines(i + 1).forEach(lines::add);
		}
		return lines;
	}

	String markdown() {
		MarkdownTable table = new MarkdownTable("fault", "guarantee", "times (owner led the group)",
				"next one active, p50 / max ms", "old one stopped, p50 / max ms", "nobody active, p50 / max ms",
				"two active after the fault ended, p50 / max ms");
		for (Blow blow : Blow.values()) {
			for (String guarantee : List.of("strong", "available")) {
				row(table, blow, guarantee);
			}
		}
		return table.toString();
	}

	private void row(MarkdownTable table, Blow blow, String guarantee) {
		List<Round> relevant = this.rounds.stream()
			.filter((round) -> round.blow() == blow && round.slowest(guarantee).isPresent())
			.toList();
		if (relevant.isEmpty()) {
			return;
		}
		long led = relevant.stream().filter(Round::led).count();
		table.row(blow.shown(), guarantee, String.format(Locale.ROOT, "%d (%d)", relevant.size(), led),
				figures(relevant, guarantee, Takeover::started), figures(relevant, guarantee, Takeover::stopped),
				figures(relevant, guarantee, Takeover::gap), figures(relevant, guarantee, Takeover::together));
	}

	private static String figures(List<Round> rounds, String guarantee, ToDoubleFunction<Takeover> figure) {
		return Samples
			.of(rounds.stream()
				.flatMap((round) -> round.slowest(guarantee).stream())
				.mapToDouble(figure)
				.filter(Double::isFinite))
			.medianAndMax();
	}

}
