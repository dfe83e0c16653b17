package io.distsys.samples.donation;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Reads lines of bounded length and counts them. Lines that were read too far ahead may
 * be put back.
 */
final class NumberedLines implements Closeable {

	static final int MAX_LENGTH = 16_384;

	private static final char BYTE_ORDER_MARK = '\uFEFF';

	private final BufferedReader reader;

	private final Deque<Line> putBack = new ArrayDeque<>();

	private long number;

	NumberedLines(InputStream stream) {
		this.reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
	}

	@Nullable Line next() throws IOException {
		Line known = this.putBack.poll();
		return (known != null) ? known : read();
	}

	/**
	 * Give a line back: it is the next one to be read.
	 * @param line the last line that was read
	 */
	void putBack(Line line) {
		this.putBack.push(line);
	}

	private @Nullable Line read() throws IOException {
		StringBuilder text = new StringBuilder();
		boolean tooLong = false;
		int character = this.reader.read();
		if (character < 0) {
			return null;
		}
		while (character >= 0 && character != '\n') {
			if (text.length() < MAX_LENGTH) {
				text.append((char) character);
			}
			else {
				tooLong = true;
			}
			character = this.reader.read();
		}
		this.number++;
		return new Line(this.number, strip(text), tooLong);
	}

	private String strip(StringBuilder text) {
		if (!text.isEmpty() && text.charAt(text.length() - 1) == '\r') {
			text.setLength(text.length() - 1);
		}
		if (this.number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
			text.deleteCharAt(0);
		}
		return text.toString();
	}

	@Override
	public void close() throws IOException {
		this.reader.close();
	}

	/**
	 * A line.
	 *
	 * @param number its number, from 1
	 * @param text its text, without the line's end
	 * @param tooLong whether its end was left out
	 */
	record Line(long number, String text, boolean tooLong) {

	}

}
