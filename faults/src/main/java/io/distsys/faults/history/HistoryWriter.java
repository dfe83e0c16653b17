package io.distsys.faults.history;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Appends the events of one process to a file. A line is with the kernel when
 * {@link #record} returns, so that kill -9 loses nothing of it. Thread-safe.
 */
public final class HistoryWriter implements AutoCloseable {

	/** Not a channel: an interrupt would close it. */
	private final FileOutputStream file;

	private final String node;

	private final int life;

	/**
	 * Open the file for appending.
	 * @param path the file
	 * @param node who records
	 * @param life its life
	 * @throws IOException if it cannot be opened
	 */
	public HistoryWriter(Path path, String node, int life) throws IOException {
		this.file = new FileOutputStream(path.toFile(), true);
		this.node = node;
		this.life = life;
	}

	/**
	 * Record what happened between two instants.
	 * @param from the clock before
	 * @param at the clock after
	 * @param kind what happened
	 * @param resource the resource, or empty
	 * @param token the token, or 0
	 * @param detail more, may be empty
	 */
	public void record(long from, long at, EventKind kind, String resource, long token, String detail) {
		byte[] line = EventLines.write(new Event(from, at, this.node, this.life, kind, resource, token, detail))
			.getBytes(StandardCharsets.UTF_8);
		synchronized (this) {
			try {
				this.file.write(line);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/**
	 * Record what happens now.
	 * @param kind what happens
	 * @param resource the resource, or empty
	 * @param token the token, or 0
	 * @param detail more, may be empty
	 */
	public void record(EventKind kind, String resource, long token, String detail) {
		long now = System.nanoTime();
		record(now, now, kind, resource, token, detail);
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
