package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Which threads run what, and when there are more and fewer of them. */
@Timeout(60)
class LifoThreadPoolTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final int MOST = 3;

	private final AtomicInteger made = new AtomicInteger();

	private final CountDownLatch gate = new CountDownLatch(1);

	private LifoThreadPool pool = pool(MOST, LONG);

	private LifoThreadPool pool(int most, Duration idleTime) {
		return new LifoThreadPool((task) -> {
			Thread thread = new Thread(task, "pooled-" + this.made.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		}, most, idleTime);
	}

	@AfterEach
	void close() {
		this.gate.countDown();
		this.pool.close();
	}

	@Test
	void threadThatBecameIdleLastIsTheNextToRunSomething() {
		List<CountDownLatch> gates = IntStream.range(0, MOST).mapToObj((i) -> new CountDownLatch(1)).toList();
		gates.forEach((own) -> this.pool.execute(() -> pass(own)));
		for (int i : List.of(0, 2, 1)) {
			int left = this.pool.running() - 1;
			gates.get(i).countDown();
			Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> this.pool.running() == left);
		}
		for (int i = 0; i < 10; i++) {
			assertThat(nameOfTheThread()).isEqualTo("pooled-2");
			Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> this.pool.running() == 0);
		}
		assertThat(this.made).hasValue(MOST);
	}

	@Test
	void asManyRunAtOnceAsThereMayBeThreadsAndTheOthersWaitInTheirOrder() {
		List<Integer> order = new CopyOnWriteArrayList<>();
		IntStream.range(0, MOST).forEach((i) -> this.pool.execute(() -> pass(this.gate)));
		this.pool.execute(() -> pass(this.gate));
		LifoThreadPool single = pool(1, LONG);
		single.execute(() -> pass(this.gate));
		IntStream.range(0, 100).forEach((i) -> single.execute(() -> order.add(i)));
		assertThat(this.pool.running()).isEqualTo(MOST);
		assertThat(this.pool.waiting()).isOne();
		assertThat(single.waiting()).isEqualTo(100);
		this.gate.countDown();
		Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> single.running() == 0);
		assertThat(order).isEqualTo(IntStream.range(0, 100).boxed().toList());
		single.close();
	}

	@Test
	void idleThreadEndsAndANewOneIsStartedWhenThereIsWork() {
		this.pool = pool(MOST, Duration.ofMillis(1));
		assertThat(nameOfTheThread()).isEqualTo("pooled-1");
		Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> this.pool.threads() == 0);
		assertThat(nameOfTheThread()).isEqualTo("pooled-2");
	}

	/** Nobody else would run it. */
	@Test
	void taskThatComesWhileTheOnlyThreadEndsIsRunByAnother() {
		this.pool = pool(1, Duration.ofNanos(1));
		for (int i = 0; i < 20_000; i++) {
			nameOfTheThread();
		}
	}

	@Test
	void interruptAndFailureOfATaskAreNotThoseOfTheNext() {
		this.pool = pool(1, LONG);
		this.pool.execute(() -> {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("planted");
		});
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.pool.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
		assertThat(interrupted.join()).isFalse();
		assertThat(this.made).hasValue(1);
	}

	@Test
	void closingInterruptsWhatRunsDropsWhatWaitsAndEndsEveryThread() {
		CompletableFuture<Boolean> ended = new CompletableFuture<>();
		AtomicInteger others = new AtomicInteger();
		this.pool = pool(2, LONG);
		nameOfTheThread();
		CyclicBarrier running = new CyclicBarrier(2);
		this.pool.execute(() -> {
			meet(running);
			ended.complete(!pass(this.gate));
		});
		meet(running);
		this.pool.execute(() -> pass(this.gate));
		this.pool.execute(others::incrementAndGet);
		this.pool.close();
		assertThat(ended.join()).as("interrupted").isTrue();
		Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> this.pool.threads() == 0);
		assertThat(others).hasValue(0);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.pool.execute(others::incrementAndGet));
	}

	@Test
	void taskForWhichNoThreadCanBeStartedIsRefusedAndTheNextRuns() {
		AtomicInteger failures = new AtomicInteger();
		this.pool = new LifoThreadPool((task) -> new Thread(task) {

			@Override
			public synchronized void start() {
				if (failures.getAndIncrement() == 0) {
					throw new OutOfMemoryError("unable to create native thread");
				}
				super.start();
			}

		}, 1, LONG);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::nameOfTheThread);
		assertThat(nameOfTheThread()).isNotEmpty();
	}

	/** With threads that end as soon as they are idle: what meets them then runs too. */
	@Test
	void eachTaskRunsOnceWhoeverGivesItAndWhateverEnds() throws InterruptedException {
		this.pool = pool(MOST, Duration.ofNanos(1));
		int callers = 4;
		int each = 20_000;
		CountDownLatch left = new CountDownLatch(callers * each);
		AtomicInteger ran = new AtomicInteger();
		List<Thread> threads = IntStream.range(0, callers).mapToObj((caller) -> new Thread(() -> {
			for (int i = 0; i < each; i++) {
				this.pool.execute(() -> {
					ran.incrementAndGet();
					left.countDown();
				});
			}
		})).toList();
		threads.forEach(Thread::start);
		assertThat(left.await(30, TimeUnit.SECONDS)).as("all have run").isTrue();
		Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> this.pool.threads() == 0);
		assertThat(ran).hasValue(callers * each);
	}

	@Test
	void poolWithoutAThreadIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> pool(0, LONG))
			.withMessage("A pool needs a thread at least, not 0");
	}

	private String nameOfTheThread() {
		CompletableFuture<String> name = new CompletableFuture<>();
		this.pool.execute(() -> name.complete(Thread.currentThread().getName()));
		return name.orTimeout(30, TimeUnit.SECONDS).join();
	}

	/** Whether nobody interrupted it. */
	private static boolean pass(CountDownLatch latch) {
		try {
			return latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private static void meet(CyclicBarrier barrier) {
		try {
			barrier.await(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
