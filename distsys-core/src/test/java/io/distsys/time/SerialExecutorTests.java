package io.distsys.time;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class SerialExecutorTests {

	private final Queue<Runnable> threads = new ArrayDeque<>();

	private final List<String> events = new ArrayList<>();

	private boolean closed;

	private boolean exhausted;

	private boolean failingOnceQueued;

	private final SerialExecutor serial = new SerialExecutor((task) -> {
		if (this.exhausted) {
			throw new InternalError("planted: no thread can be started");
		}
		if (this.closed) {
			throw new RejectedExecutionException("closed");
		}
		this.threads.add(task);
		if (this.failingOnceQueued) {
			throw new InternalError("planted: after it was queued");
		}
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

	@Test
	void whatIsQueuedByAnExecutorThatFailsDoesNotRunOnceMore() {
		List.of("a", "b").forEach(this::submit);
		this.failingOnceQueued = true;
		runAll();
		assertThat(this.events).containsExactly("a", "b");
		assertThatExceptionOfType(InternalError.class).isThrownBy(() -> submit("rejected"));
		this.failingOnceQueued = false;
		submit("c");
		submit("d");
		runAll();
		assertThat(this.events).containsExactly("a", "b", "c", "d");
		assertThat(this.serial.rejected()).isEqualTo(1);
	}

	@Test
	void aTaskThatBeganIsNotRejectedThoughTheExecutorFails() {
		SerialExecutor begun = new SerialExecutor((task) -> {
			task.run();
			throw new InternalError("planted: after the task");
		}, 3);
		begun.execute(() -> {
			this.events.add("a");
			begun.execute(() -> this.events.add("b"));
		});
		assertThat(this.events).containsExactly("a", "b");
		assertThat(begun.rejected()).isZero();
	}

	@Test
	void tasksNeverRunTwoAtATimeThoughTheExecutorFailsOnceItHasQueuedThem() throws InterruptedException {
		ExecutorService pool = Executors.newFixedThreadPool(4);
		AtomicInteger running = new AtomicInteger();
		List<Integer> accepted = new ArrayList<>();
		Queue<Integer> run = new ConcurrentLinkedQueue<>();
		Queue<Integer> overlapping = new ConcurrentLinkedQueue<>();
		SerialExecutor failing = new SerialExecutor((task) -> {
			pool.execute(task);
			throw new InternalError("planted: after it was queued");
		}, 10_000);
		for (int i = 0; i < 10_000; i++) {
			int number = i;
			try {
				failing.execute(() -> {
					if (running.incrementAndGet() > 1) {
						overlapping.add(number);
					}
					run.add(number);
					running.decrementAndGet();
				});
				accepted.add(number);
			}
			catch (InternalError ex) {
				assertThat(ex).hasMessageContaining("planted");
			}
		}
		await().atMost(Duration.ofSeconds(30)).until(() -> run.size() >= accepted.size());
		pool.shutdown();
		assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(run).containsExactlyElementsOf(accepted);
		assertThat(overlapping).isEmpty();
		assertThat(failing.rejected()).isEqualTo(10_000 - accepted.size());
	}

}
