package io.distsys.faults.check;

import java.util.List;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Words;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** One process writes, another one reads. */
class ChronicleCheckerTests {

	private final Histories history = new Histories();

	private List<String> violations() {
		return ChronicleChecker.check(this.history.events()).stream().map(Violation::what).toList();
	}

	private long lostTo(String... readers) {
		return ChronicleChecker.storedAndNotRead(this.history.events(), List.of(readers));
	}

	private void write(long at, long number) {
		this.history.add(at, EventKind.INVOKED, "n1#1", Words.CHRONICLE, number, "");
		this.history.add(at + 1, EventKind.RETURNED, "n1#1", Words.CHRONICLE, number, "");
	}

	private void read(long at, EventKind kind, long number) {
		this.history.add(at, kind, "n2#1", Words.CHRONICLE_READ, number, "n1#1");
	}

	private void writeThree() {
		write(10, 1);
		write(20, 2);
		write(30, 3);
	}

	@Test
	void whatIsReadInItsOrderIsRightAlsoIfOneOfThemIsADeadLetter() {
		writeThree();
		read(40, EventKind.RETURNED, 1);
		read(41, EventKind.FAILED, 2);
		read(42, EventKind.RETURNED, 3);
		assertThat(violations()).isEmpty();
		assertThat(lostTo("n2#1")).isZero();
	}

	@Test
	void whatIsReadTwiceIsFound() {
		writeThree();
		read(40, EventKind.RETURNED, 1);
		read(41, EventKind.RETURNED, 1);
		assertThat(violations()).containsExactly("n1#1 to n2#1: 1 was read after 1");
	}

	@Test
	void whatIsReadOutOfOrderIsFound() {
		writeThree();
		read(40, EventKind.RETURNED, 2);
		read(41, EventKind.FAILED, 1);
		assertThat(violations()).containsExactly("n1#1 to n2#1: 1 was read after 2");
	}

	@Test
	void whatIsReadAndNotWrittenIsFound() {
		read(9, EventKind.RETURNED, 1);
		write(10, 1);
		read(11, EventKind.RETURNED, 2);
		assertThat(violations()).containsExactly("n1#1 to n2#1: 1 was read and not written before",
				"n1#1 to n2#1: 2 was read and not written before");
	}

	@Test
	void lossIsFoundUnlessTheReaderIsTold() {
		writeThree();
		read(40, EventKind.RETURNED, 1);
		read(41, EventKind.RETURNED, 3);
		assertThat(violations()).containsExactly("n2#1: 1 are missing, and it was told of 0");
		assertThat(lostTo("n2#1")).isOne();
		read(41, EventKind.LOST, 1);
		assertThat(violations()).isEmpty();
		assertThat(lostTo("n2#1")).isOne();
	}

	@Test
	void theLastWordsOfAWriterCountOnceWhatCameLaterIsRead() {
		writeThree();
		read(40, EventKind.RETURNED, 1);
		assertThat(lostTo("n2#1")).as("their turn has not come").isZero();
		this.history.add(50, EventKind.INVOKED, "n3#1", Words.CHRONICLE, 1, "");
		this.history.add(60, EventKind.RETURNED, "n2#1", Words.CHRONICLE_READ, 1, "n3#1");
		assertThat(lostTo("n2#1")).as("2 and 3").isEqualTo(2);
		assertThat(violations()).as("nobody has to be told of a tail").isEmpty();
	}

	@Test
	void aWriterOfWhomNothingIsReadCounts() {
		writeThree();
		this.history.add(50, EventKind.INVOKED, "n3#1", Words.CHRONICLE, 1, "");
		this.history.add(60, EventKind.RETURNED, "n2#1", Words.CHRONICLE_READ, 1, "n3#1");
		assertThat(lostTo("n2#1")).isEqualTo(3);
	}

	@Test
	void aReaderThatReadsNothingHasLostAll() {
		writeThree();
		assertThat(lostTo("n2#1", "n3#1")).isEqualTo(6);
	}

	@Test
	void whatWasNotStoredMayBeLost() {
		this.history.add(10, EventKind.INVOKED, "n1#1", Words.CHRONICLE, 1, "");
		this.history.add(11, EventKind.UNKNOWN, "n1#1", Words.CHRONICLE, 1, "");
		write(20, 2);
		read(40, EventKind.RETURNED, 2);
		assertThat(lostTo("n2#1")).isZero();
	}

}
