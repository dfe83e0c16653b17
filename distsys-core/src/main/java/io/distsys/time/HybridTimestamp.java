package io.distsys.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;

/**
 * A moment of a {@link HybridLogicalClock}: milliseconds of wall time in the upper bits,
 * a counter in the lower 16. What happened because of something else has the larger one,
 * whatever the clocks of the nodes say.
 *
 * @param value the number; larger is later
 * @since 0.1
 */
public record HybridTimestamp(long value) implements Comparable<HybridTimestamp> {

	static final int COUNTER_BITS = 16;

	private static final int TEXT_LENGTH = 29;

	private static final DateTimeFormatter WALL_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");

	/**
	 * The earliest moment of a millisecond.
	 * @param instant the wall time
	 * @return the moment
	 */
	public static HybridTimestamp at(Instant instant) {
		return new HybridTimestamp(instant.toEpochMilli() << COUNTER_BITS);
	}

	/**
	 * Parse the form that {@link #toString()} prints.
	 * @param text the text
	 * @return the moment
	 * @throws IllegalArgumentException if the text is anything else
	 */
	public static HybridTimestamp parse(String text) {
		try {
			if (text.length() == TEXT_LENGTH && text.charAt(24) == '-') {
				Instant instant = LocalDateTime.parse(text.substring(0, 24), WALL_TIME).toInstant(ZoneOffset.UTC);
				return new HybridTimestamp(at(instant).value() | HexFormat.fromHexDigits(text, 25, TEXT_LENGTH));
			}
		}
		catch (DateTimeParseException ex) {
			throw new IllegalArgumentException(notOne(text), ex);
		}
		throw new IllegalArgumentException(notOne(text));
	}

	private static String notOne(String text) {
		return "A hybrid timestamp is written 2026-11-22T12:00:00.000Z-0000, not '" + text + "'";
	}

	/**
	 * The wall time of it, as the node that made it knew it or had heard of it.
	 * @return the time, to the millisecond
	 */
	public Instant instant() {
		return Instant.ofEpochMilli(this.value >> COUNTER_BITS);
	}

	/**
	 * Which moment of its millisecond it is.
	 * @return the counter
	 */
	public int counter() {
		return (int) this.value & ((1 << COUNTER_BITS) - 1);
	}

	@Override
	public int compareTo(HybridTimestamp other) {
		return Long.compare(this.value, other.value);
	}

	/**
	 * Wall time and counter. From the year 0 to 9999 texts are in the order of the
	 * moments.
	 */
	@Override
	public String toString() {
		return WALL_TIME.format(LocalDateTime.ofInstant(instant(), ZoneOffset.UTC)) + "-"
				+ HexFormat.of().toHexDigits((short) counter());
	}

}
