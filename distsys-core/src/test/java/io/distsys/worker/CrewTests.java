package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CrewTests {

	private final Deque<Runnable> woken = new ArrayDeque<>();

	private final List<Integer> done = new ArrayList<>();

	private final Crew crew = new Crew(this.woken::add);

	@Test
	void oneThreadIsWokenForManyTasksAndRunsThemInOrder() {
		IntStream.range(0, 10).forEach((number) -> this.crew.execute(() -> this.done.add(number)));
		assertThat(this.woken).hasSize(1);
		this.woken.remove().run();
		assertThat(this.done).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
	}

	@Test
	void anotherThreadIsOnItsWayWhileMoreWait() {
		IntStream.range(0, 3).forEach((number) -> this.crew.execute(() -> this.done.add(this.woken.size())));
		this.woken.remove().run();
		assertThat(this.done).containsExactly(1, 1, 1);
		this.woken.remove().run();
		assertThat(this.woken).isEmpty();
	}

	@Test
	void aThreadGoesToOthersAfterAWhile() {
		IntStream.range(0, 100).forEach((number) -> this.crew.execute(() -> this.done.add(number)));
		this.woken.remove().run();
		assertThat(this.done).hasSize(64);
		this.woken.remove().run();
		assertThat(this.done).hasSize(100).isSorted();
	}

	@Test
	void whoBlocksHoldsUpNoOther() throws InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(3);
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch others = new CountDownLatch(50);
		try {
			Crew real = new Crew(threads);
			IntStream.range(0, 2).forEach((number) -> real.execute(() -> awaitSafely(blocked)));
			IntStream.range(0, 50).forEach((number) -> real.execute(others::countDown));
			assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			blocked.countDown();
			threads.shutdownNow();
		}
	}

	@Test
	void nothingIsLeftLyingWhoeverComesWhenever() {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		ExecutorService givers = Executors.newFixedThreadPool(4);
		AtomicInteger ran = new AtomicInteger();
		try {
			Crew real = new Crew(threads);
			IntStream.range(0, 4)
				.forEach((giver) -> givers
					.execute(() -> IntStream.range(0, 20_000).forEach((number) -> real.execute(ran::incrementAndGet))));
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ran.get() == 80_000);
		}
		finally {
			givers.shutdownNow();
			threads.shutdownNow();
		}
	}

	@Test
	void aTaskThatFailsOrIsInterruptedIsNoMatterOfTheNext() {
		Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
		List<Throwable> failures = new ArrayList<>();
		Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
		try {
			this.crew.execute(() -> {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("planted");
			});
			this.crew.execute(() -> this.done.add(Thread.currentThread().isInterrupted() ? 1 : 0));
			this.woken.remove().run();
		}
		finally {
			Thread.currentThread().setUncaughtExceptionHandler(before);
		}
		assertThat(this.done).containsExactly(0);
		assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
	}

	@Test
	void whatTheThreadsDoNotTakeIsNotRunLater() {
		Deque<Runnable> taken = new ArrayDeque<>();
		Crew full = new Crew((task) -> {
			if (!taken.isEmpty()) {
				throw new RejectedExecutionException("planted");
			}
			taken.add(task);
		});
		full.execute(() -> this.done.add(1));
		taken.getFirst().run();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> full.execute(() -> this.done.add(2)));
		taken.clear();
		full.execute(() -> this.done.add(3));
		taken.remove().run();
		assertThat(this.done).containsExactly(1, 3);
	}

	@Test
	void anErrorOfTheThreadsIsToldAndKeepsNobodyFromTheNextTask() {
		Planted threads = new Planted();
		Crew crew = new Crew(threads);
		threads.failures = 1;
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> crew.execute(() -> this.done.add(1)));
		crew.execute(() -> this.done.add(2));
		threads.taken.remove().run();
		assertThat(this.done).containsExactly(2);
	}

	@Test
	void aThreadThatFindsNoOtherLosesNoTask() {
		Planted threads = new Planted();
		Crew crew = new Crew(threads);
		IntStream.range(0, 3).forEach((number) -> crew.execute(() -> this.done.add(number)));
		threads.failures = 1;
		threads.taken.remove().run();
		assertThat(this.done).containsExactly(0, 1, 2);
	}

	@Test
	void whoReliedOnACallThatCameToNothingIsNotLeftLying() {
		Planted threads = new Planted();
		Crew crew = new Crew(threads);
		threads.failures = 1;
		threads.meanwhile = () -> crew.execute(() -> this.done.add(2));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> crew.execute(() -> this.done.add(1)));
		threads.taken.remove().run();
		assertThat(this.done).containsExactly(2);
	}

	private static void awaitSafely(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Has no memory for a thread now and then. */
	private static final class Planted implements Executor {

		private final Deque<Runnable> taken = new ArrayDeque<>();

		private int failures;

		private Runnable meanwhile = () -> {
		};

		@Override
		public void execute(Runnable task) {
			if (this.failures > 0) {
				this.failures--;
				this.meanwhile.run();
				throw new OutOfMemoryError("planted: unable to create native thread");
			}
			this.taken.add(task);
		}

	}

}
