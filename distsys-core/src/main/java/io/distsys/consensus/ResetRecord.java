package io.distsys.consensus;

import java.time.Instant;

/**
 * Who replaced a group by another. Stands in the log of the new one.
 *
 * @param abandoned the group that was given up
 * @param by who asked
 * @param why the reason that was given
 * @param at when, by the wall clock of the node that was asked
 * @since 0.1
 */
public record ResetRecord(GroupId abandoned, String by, String why, Instant at) {

	private static final int LONGEST_TEXT = 1_000;

	public ResetRecord {
		if (by.isBlank() || why.isBlank()) {
			throw new IllegalArgumentException("A reset needs who asks for it and why");
		}
		by = shortened(by);
		why = shortened(why);
	}

	private static String shortened(String text) {
		return (text.length() > LONGEST_TEXT) ? text.substring(0, LONGEST_TEXT) : text;
	}

	void write(WireOutput out) {
		out.group(this.abandoned).text(this.by).text(this.why).number(this.at.toEpochMilli());
	}

	static ResetRecord read(WireInput in) {
		return new ResetRecord(in.group(), in.text(), in.text(), Instant.ofEpochMilli(in.number()));
	}

}
