package io.distsys.faults.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTests {

	@TempDir
	private Path directory;

	@Test
	void whatIsRecordedIsReadOnFromWhereTheReaderStopped() throws IOException {
		History history = new History(this.directory);
		try (HistoryWriter writer = new HistoryWriter(this.directory.resolve("n1-1.jsonl"), "n1", 1)) {
			writer.record(3, 4, EventKind.HELD, "name/\"a\\b\"", 7, "line\nbreak");
			assertThat(history.readOn())
				.containsExactly(new Event(3, 4, "n1", 1, EventKind.HELD, "name/\"a\\b\"", 7, "line break"));
			writer.record(1, 2, EventKind.HELD, "", 6, "");
			assertThat(history.readOn()).hasSize(1);
			assertThat(history.readOn()).isEmpty();
			assertThat(history.events()).extracting(Event::at).containsExactly(2L, 4L);
		}
	}

	@Test
	void aLineWhoseWriterWasKilledIsLeftOut() throws IOException {
		Path file = this.directory.resolve("n1-1.jsonl");
		try (HistoryWriter writer = new HistoryWriter(file, "n1", 1)) {
			writer.record(EventKind.READY, "", 0, "");
		}
		Files.writeString(file, "{\"from\":12", StandardOpenOption.APPEND);
		assertThat(new History(this.directory).readOn()).hasSize(1);
	}

	/** Its cause may be in a file that was read before it was written. */
	@Test
	void whatIsRecordedWhileTheFilesAreReadIsNoPartOfTheWhole() throws IOException {
		long later = System.nanoTime() + 60_000_000_000L;
		try (HistoryWriter writer = new HistoryWriter(this.directory.resolve("n1-1.jsonl"), "n1", 1)) {
			writer.record(EventKind.INVOKED, "number/one", 1, "add 1");
			writer.record(later, later, EventKind.RETURNED, "number/one", 1, "1");
		}
		HistoryWatch watch = new HistoryWatch(this.directory);
		assertThat(watch.whole()).extracting(Event::kind).containsExactly(EventKind.INVOKED);
		assertThat(watch.events()).hasSize(2);
	}

}
