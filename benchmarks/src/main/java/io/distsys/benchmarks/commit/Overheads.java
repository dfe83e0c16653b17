package io.distsys.benchmarks.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.distsys.benchmarks.report.MarkdownTable;
import io.distsys.benchmarks.report.OverheadFigures;
import io.distsys.benchmarks.report.Results;
import io.distsys.benchmarks.report.Samples;

/**
 * What calls of a singleton on its own node cost more than those of the object itself,
 * round by round.
 */
final class Overheads {

	private final List<OverheadFigures> figures = new ArrayList<>();

	void add(OverheadFigures ofRound) {
		this.figures.add(ofRound);
	}

	void keep(Results results) throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add("round,turns,plain_ns,fenced_ns,more_ns");
		for (int round = 1; round <= this.figures.size(); round++) {
			lines.add(round + "," + this.figures.get(round - 1).line());
		}
		results.keep("local.csv", lines);
	}

	@Override
	public String toString() {
		MarkdownTable table = new MarkdownTable("active here", "ns a call: median (min–max)");
		table.row("method of the object", summary(OverheadFigures::plainNanos));
		table.row("call of the singleton", summary(OverheadFigures::proxiedNanos));
		table.row("difference", summary(OverheadFigures::moreNanos));
		return table + "\nThe difference of a thousand calls each in turn in one process, its median in each round.\n";
	}

	private String summary(ToDoubleFunction<OverheadFigures> figure) {
		Samples samples = Samples.of(this.figures.stream().mapToDouble(figure));
		return String.format(Locale.ROOT, "%.1f (%.1f–%.1f)", samples.median(), samples.min(), samples.max());
	}

}
