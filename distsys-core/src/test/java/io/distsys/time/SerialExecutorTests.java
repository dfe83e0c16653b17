package io.distsys.time;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SerialExecutorTests {

	private final Queue<Runnable> threads = new ArrayDeque<>();

	private final List<String> events = new ArrayList<>();

	private boolean closed;

	private boolean exhausted;

	private final SerialExecutor serial = new SerialExecutor((task) -> {
		if (this.exhausted) {
			throw new InternalError("planted: no thread can be started");
		}
		if (this.closed) {
			throw new RejectedExecutionException("closed");
		}
		this.threads.add(task);
	}, 3);

	private void runAll() {
		while (!this.threads.isEmpty()) {
			this.threads.remove().run();
		}
	}

	private void submit(String name) {
		this.serial.execute(() -> this.events.add(name));
	}

	@Test
	void tasksRunInOrderOneAtATimeAlsoAfterOneThatFails() {
		submit("a");
		this.serial.execute(() -> {
			throw new StackOverflowError("planted");
		});
		submit("b");
		assertThat(this.threads).hasSize(1);
		runAll();
		assertThat(this.events).containsExactly("a", "b");
		assertThat(this.serial.rejected()).isZero();
	}

	@Test
	void tasksBeyondTheBoundAreRejectedAndCounted() {
		List.of("a", "b", "c").forEach(this::submit);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> submit("d"))
			.withMessageContaining("3 tasks");
		assertThat(this.serial.rejected()).isEqualTo(1);
		runAll();
		submit("e");
		runAll();
		assertThat(this.events).containsExactly("a", "b", "c", "e");
	}

	@Test
	void taskThatNoThreadTakesIsRejectedAndLaterOnesMayRun() {
		this.closed = true;
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> submit("a"));
		assertThat(this.serial.rejected()).isEqualTo(1);
		this.closed = false;
		submit("b");
		runAll();
		assertThat(this.events).containsExactly("b");
	}

	@Test
	void tasksThatWereTakenRunThoughTheExecutorIsClosed() {
		List.of("a", "b", "c").forEach(this::submit);
		this.closed = true;
		runAll();
		assertThat(this.events).containsExactly("a", "b", "c");
		assertThat(this.serial.rejected()).isZero();
	}

	@Test
	void aTaskForWhichNoThreadCanBeStartedIsRejectedAndLaterOnesMayRun() {
		this.exhausted = true;
		assertThatExceptionOfType(InternalError.class).isThrownBy(() -> submit("a"));
		assertThat(this.serial.rejected()).isEqualTo(1);
		this.exhausted = false;
		submit("b");
		runAll();
		assertThat(this.events).containsExactly("b");
	}

	@Test
	void tasksThatWereTakenRunThoughNoOtherThreadCanBeStarted() {
		List.of("a", "b", "c").forEach(this::submit);
		this.exhausted = true;
		runAll();
		this.exhausted = false;
		submit("d");
		runAll();
		assertThat(this.events).containsExactly("a", "b", "c", "d");
	}

}
