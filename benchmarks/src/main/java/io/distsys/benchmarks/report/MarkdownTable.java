package io.distsys.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table for people. */
public final class MarkdownTable {

	private final List<List<String>> rows = new ArrayList<>();

	/**
	 * Begin a table.
	 * @param headings of its columns
	 */
	public MarkdownTable(String... headings) {
		this.rows.add(List.of(headings));
		this.rows.add(List.of(headings).stream().map((heading) -> "---").toList());
	}

	/**
	 * Add a row.
	 * @param cells as many as there are headings
	 */
	public void row(String... cells) {
		this.rows.add(List.of(cells));
	}

	@Override
	public String toString() {
		return this.rows.stream()
			.map((cells) -> cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")))
			.collect(Collectors.joining());
	}

}
