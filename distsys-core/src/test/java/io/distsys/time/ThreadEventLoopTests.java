package io.distsys.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ThreadEventLoopTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final int THREADS = 4;

	private static final int EACH = 20_000;

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-test-1", MonotonicClock.system());

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final List<Object> ran = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.loop.close();
		this.threads.shutdownNow();
	}

	private CountDownLatch holdUp() {
		CountDownLatch going = new CountDownLatch(1);
		CountDownLatch held = new CountDownLatch(1);
		this.loop.execute(() -> {
			held.countDown();
			awaitLatch(going);
		});
		awaitLatch(held);
		return going;
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void awaitRan(Object... tasks) {
		await().atMost(LONG).until(() -> this.ran.size() >= tasks.length);
		assertThat(this.ran).containsExactly(tasks);
	}

	@Test
	void runsTasksInTheirOrderOnItsThread() {
		CountDownLatch going = holdUp();
		IntStream.range(0, 100).forEach((i) -> this.loop.execute(() -> this.ran.add(i)));
		this.loop.execute(() -> this.ran.add(this.loop.inLoop() && Thread.currentThread().isDaemon()));
		going.countDown();
		List<Object> expected = new ArrayList<>(IntStream.range(0, 100).boxed().toList());
		expected.add(true);
		awaitRan(expected.toArray());
		assertThat(this.loop.inLoop()).isFalse();
	}

	@Test
	void taskOfATaskComesAfterThoseThatWait() {
		CountDownLatch going = holdUp();
		this.loop.execute(() -> this.loop.execute(() -> this.ran.add("inner")));
		this.loop.execute(() -> this.ran.add("outer"));
		going.countDown();
		awaitRan("outer", "inner");
	}

	/** Nobody who submits while the thread goes to sleep may be overlooked. */
	@Test
	void runsAllThatManyThreadsSubmitWhileItFallsAsleepAndWakes() throws Exception {
		AtomicInteger count = new AtomicInteger();
		List<CompletableFuture<Void>> submitting = IntStream.range(0, THREADS)
			.mapToObj((thread) -> CompletableFuture.runAsync(() -> {
				for (int i = 0; i < EACH; i++) {
					CompletableFuture<Void> done = new CompletableFuture<>();
					this.loop.execute(() -> {
						count.incrementAndGet();
						done.complete(null);
					});
					if (i % 64 == 0) {
						done.join();
					}
				}
			}, this.threads))
			.toList();
		for (CompletableFuture<Void> done : submitting) {
			done.get(1, TimeUnit.MINUTES);
		}
		await().atMost(LONG).until(() -> count.get() == THREADS * EACH);
		assertThat(this.loop.depth()).isZero();
	}

	@Test
	void runsWhatIsScheduledInTheOrderOfTheTimesAndNotBefore() {
		long begin = System.nanoTime();
		this.loop.schedule(Duration.ofMillis(60), () -> this.ran.add("second"));
		this.loop.schedule(Duration.ofMillis(20), () -> this.ran.add("first"));
		this.loop.execute(() -> this.ran.add("now"));
		awaitRan("now", "first", "second");
		assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(Duration.ofMillis(60).toNanos());
	}

	/** A thread that sleeps until a late time is woken for an earlier one. */
	@Test
	void wakesForWhatIsScheduledEarlierThanItWouldHaveSlept() {
		this.loop.schedule(Duration.ofHours(1), () -> this.ran.add("late"));
		await().atMost(LONG).until(() -> thread().getState() == Thread.State.TIMED_WAITING);
		this.loop.schedule(Duration.ofMillis(1), () -> this.ran.add("early"));
		awaitRan("early");
		assertThat(this.loop.depth()).isOne();
	}

	private Thread thread() {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.loop.execute(() -> thread.complete(Thread.currentThread()));
		return thread.join();
	}

	/** Whoever is busy for long meets the times and the tasks in their order. */
	@Test
	void whatWasDueBeforeATaskCameRunsBeforeIt() {
		CountDownLatch going = holdUp();
		this.loop.execute(() -> this.ran.add("before"));
		this.loop.schedule(Duration.ofMillis(1), () -> this.ran.add("due"));
		long later = System.nanoTime() + Duration.ofMillis(5).toNanos();
		while (System.nanoTime() - later < 0) {
			LockSupport.parkNanos(later - System.nanoTime());
		}
		this.loop.execute(() -> this.ran.add("after"));
		going.countDown();
		awaitRan("before", "due", "after");
	}

	@Test
	void whatIsTakenBackDoesNotRunAndLeavesNothing() {
		CountDownLatch going = holdUp();
		Subscription due = this.loop.schedule(Duration.ZERO, () -> this.ran.add("due"));
		Subscription later = this.loop.schedule(Duration.ofHours(1), () -> this.ran.add("later"));
		assertThat(this.loop.depth()).isEqualTo(2);
		due.close();
		later.close();
		later.close();
		assertThat(this.loop.depth()).isZero();
		going.countDown();
		this.loop.execute(() -> this.ran.add("last"));
		awaitRan("last");
	}

	@Test
	void goesOnWhateverATaskThrows() {
		this.loop.execute(() -> {
			throw new IllegalStateException("planted");
		});
		this.loop.execute(() -> {
			throw new StackOverflowError("planted");
		});
		this.loop.execute(() -> this.ran.add("next"));
		awaitRan("next");
	}

	@Test
	void interruptOfOneTaskIsNotForTheNext() {
		CountDownLatch going = holdUp();
		this.loop.execute(() -> Thread.currentThread().interrupt());
		this.loop.execute(() -> this.ran.add(Thread.currentThread().isInterrupted()));
		going.countDown();
		awaitRan(false);
	}

	@Test
	void finishesWhatWasSubmittedAndDropsWhatIsForLater() {
		CountDownLatch going = holdUp();
		this.loop.execute(() -> this.ran.add("submitted"));
		this.loop.schedule(Duration.ofHours(1), () -> this.ran.add("later"));
		CompletableFuture<Void> closing = CompletableFuture.runAsync(this.loop::close, this.threads);
		await().atMost(LONG).until(this::takesNothingMore);
		going.countDown();
		closing.join();
		assertThat(this.ran.get(0)).isEqualTo("submitted");
		assertThat(this.ran).doesNotContain("later");
		this.loop.execute(() -> this.ran.add("too late"));
		this.loop.schedule(Duration.ZERO, () -> this.ran.add("too late")).close();
		assertThat(this.ran).doesNotContain("too late");
	}

	private boolean takesNothingMore() {
		int before = this.loop.depth();
		this.loop.execute(() -> this.ran.add("taken"));
		return this.loop.depth() == before;
	}

	@Test
	void taskMayCloseItsOwnLoop() throws InterruptedException {
		Thread thread = thread();
		this.loop.execute(() -> {
			this.loop.close();
			this.ran.add("closed");
		});
		thread.join(LONG.toMillis());
		assertThat(thread.isAlive()).isFalse();
		assertThat(this.ran).containsExactly("closed");
	}

}
