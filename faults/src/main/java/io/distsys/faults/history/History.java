package io.distsys.faults.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All that was recorded in a directory, in files {@code *.jsonl}. Reads on where it
 * stopped. Not thread-safe.
 */
public final class History {

	private final Path directory;

	private final Map<Path, Long> offsets = new HashMap<>();

	private final List<Event> events = new ArrayList<>();

	/**
	 * Begin to read.
	 * @param directory the directory
	 */
	public History(Path directory) {
		this.directory = directory;
	}

	/**
	 * Read what was written since the last call.
	 * @return the new events, in no order over the files
	 */
	public List<Event> readOn() {
		int before = this.events.size();
		for (Path file : files()) {
			try {
				readOn(file);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return List.copyOf(this.events.subList(before, this.events.size()));
	}

	private List<Path> files() {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.toString().endsWith(".jsonl")).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A last line without its end is still being written, or its writer was killed. */
	private void readOn(Path file) throws IOException {
		long offset = this.offsets.getOrDefault(file, 0L);
		try (SeekableByteChannel channel = Files.newByteChannel(file)) {
			int length = Math.toIntExact(channel.size() - offset);
			if (length == 0) {
				return;
			}
			ByteBuffer bytes = ByteBuffer.allocate(length);
			channel.position(offset);
			while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
				// Until all is read.
			}
			int end = bytes.position();
			while (end > 0 && bytes.get(end - 1) != '\n') {
				end--;
			}
			new String(bytes.array(), 0, end, StandardCharsets.UTF_8).lines()
				.map(EventLines::read)
				.forEach(this.events::add);
			this.offsets.put(file, offset + end);
		}
	}

	/**
	 * Everything that was read, ordered by time.
	 * @return a copy
	 */
	public List<Event> events() {
		return this.events.stream().sorted(Comparator.comparingLong(Event::at)).toList();
	}

}
