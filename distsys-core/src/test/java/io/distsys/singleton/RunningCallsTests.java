package io.distsys.singleton;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.ownership.FencingToken;
import io.distsys.ownership.GrantFence;
import io.distsys.ownership.ResourceKey;
import io.distsys.singleton.RunningCalls.Lasting;
import io.distsys.singleton.RunningCalls.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RunningCallsTests {

	private static final long LONG = 60;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final RunningCalls calls = newCalls();

	private static RunningCalls newCalls() {
		return new RunningCalls("ledger",
				new GrantFence(ResourceKey.of(ClusterSingletons.KIND, "ledger"), new FencingToken(7), Runnable::run));
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		assertThat(ActingThread.innermost()).isNull();
		assertThat(Thread.interrupted()).isFalse();
	}

	private static <R extends Running> R require(R call) {
		assertThat(call).isNotNull();
		return call;
	}

	private <T> T elsewhere(Callable<T> task) throws Exception {
		return this.threads.submit(task).get(LONG, TimeUnit.SECONDS);
	}

	@Test
	void aHandOverWaitsForEachCallAndTakesNoMore() throws Exception {
		Running one = require(this.calls.enter("one"));
		CompletableFuture<Void> drained = this.calls.close().toCompletableFuture();
		assertThat(drained).isNotDone();
		assertThat(elsewhere(() -> this.calls.enter("late"))).isNull();
		assertThat(drained).isNotDone();
		one.leave();
		assertThat(drained).isCompleted();
		assertThat(this.calls.enter("later")).isNull();
		assertThat(this.calls.join("later")).isNull();
	}

	@Test
	void nothingIsWaitedForWhereNothingRuns() {
		this.calls.enter("one").leave();
		assertThat(this.calls.close().toCompletableFuture()).isCompleted();
	}

	@Test
	void aCallInsideACallGetsInDuringTheHandOver() {
		Running outer = require(this.calls.enter("outer"));
		CompletableFuture<Void> drained = this.calls.close().toCompletableFuture();
		Lasting inner = require(this.calls.begin("inner"));
		inner.leaveThread();
		outer.leave();
		assertThat(ActingThread.innermost()).isNull();
		assertThat(drained).as("the inner one runs").isNotDone();
		inner.end();
		assertThat(drained).isCompleted();
	}

	@Test
	void whatACallHasHandedOnJoinsItDuringTheHandOver() throws Exception {
		Running call = require(this.calls.enter("call"));
		CompletableFuture<Void> drained = this.calls.close().toCompletableFuture();
		Lasting joined = elsewhere(() -> {
			Lasting task = require(this.calls.join("task"));
			task.leaveThread();
			return task;
		});
		call.leave();
		assertThat(drained).isNotDone();
		joined.end();
		assertThat(drained).isCompleted();
		assertThat(this.calls.join("late")).isNull();
	}

	@Test
	void aThreadIsInterruptedInItsCallAndNotAfterwards() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		Future<Boolean> interrupted = this.threads.submit(() -> {
			Running call = require(this.calls.enter("call"));
			inside.countDown();
			boolean heard = false;
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				heard = true;
				Thread.currentThread().interrupt();
			}
			call.leave();
			return heard && !Thread.currentThread().isInterrupted();
		});
		inside.await();
		assertThat(this.calls.interrupt()).isTrue();
		assertThat(interrupted.get(LONG, TimeUnit.SECONDS)).isTrue();
		assertThat(this.calls.interrupt()).as("nobody is there").isFalse();
	}

	@Test
	void theInterruptOfAnInnerCallIsLeftToTheOuterOne() {
		Running outer = require(this.calls.enter("outer"));
		Running inner = require(this.calls.enter("inner"));
		assertThat(this.calls.interrupt()).isTrue();
		inner.leave();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		outer.leave();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void aCallThatWaitsForAStageHasNoThreadToInterrupt() {
		Lasting call = require(this.calls.begin("stage"));
		call.leaveThread();
		assertThat(this.calls.interrupt()).isFalse();
		CompletableFuture<Void> drained = this.calls.close().toCompletableFuture();
		assertThat(this.calls.count()).isOne();
		call.end();
		assertThat(drained).isCompleted();
	}

	@Test
	void callsThatDoNotEndAreNamedAndNotWaitedForAndLetNothingMoreIn() {
		Running b = require(this.calls.enter("b"));
		Running a = require(this.calls.enter("a"));
		CompletableFuture<Void> drained = this.calls.close().toCompletableFuture();
		assertThat(this.calls.abandon()).containsExactly("a", "b");
		assertThat(drained).isCompleted();
		assertThat(this.calls.enter("inside of them")).isNull();
		a.leave();
		b.leave();
		assertThat(this.calls.count()).isZero();
	}

	@Test
	void moreCallsThanPlacesAreAllWaitedForAndFound() throws Exception {
		List<Lasting> running = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			running.add(elsewhere(() -> {
				Lasting call = require(this.calls.begin("call"));
				call.pop();
				return call;
			}));
		}
		assertThat(this.calls.count()).isEqualTo(200);
		CompletableFuture<Void> drained = this.calls.close().toCompletableFuture();
		for (Lasting call : running) {
			assertThat(drained).isNotDone();
			call.end();
		}
		assertThat(drained).isCompleted();
	}

	/**
	 * Whoever was let in is out again when the hand-over goes on: tried with threads that
	 * come and go while the calls are closed, interrupted, and looked at.
	 */
	@Test
	void nothingRunsOnceItIsDrainedHoweverCallsComeAndGo() throws Exception {
		int workers = 4;
		for (int round = 0; round < 300; round++) {
			RunningCalls raced = newCalls();
			AtomicBoolean over = new AtomicBoolean();
			AtomicInteger wrong = new AtomicInteger();
			CyclicBarrier start = new CyclicBarrier(workers + 1);
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < workers; i++) {
				boolean nested = i % 2 == 0;
				all.add(this.threads.submit(() -> {
					start.await();
					while (callOnce(raced, nested, over, wrong)) {
						Thread.onSpinWait();
					}
					return Thread.currentThread().isInterrupted() ? wrong.incrementAndGet() : 0;
				}));
			}
			start.await();
			for (int i = 0; i < round % 7; i++) {
				raced.interrupt();
			}
			raced.close().thenRun(() -> over.set(true)).toCompletableFuture().get(LONG, TimeUnit.SECONDS);
			for (Future<?> worker : all) {
				worker.get(LONG, TimeUnit.SECONDS);
			}
			assertThat(wrong).as("round %d", round).hasValue(0);
			assertThat(raced.count()).isZero();
		}
	}

	private static boolean callOnce(RunningCalls raced, boolean nested, AtomicBoolean over, AtomicInteger wrong) {
		Running call = raced.enter("outer");
		if (call == null) {
			return false;
		}
		if (nested) {
			Running inner = raced.enter("inner");
			if (inner == null || over.get()) {
				wrong.incrementAndGet();
			}
			if (inner != null) {
				inner.leave();
			}
		}
		if (over.get()) {
			wrong.incrementAndGet();
		}
		call.leave();
		return true;
	}

}
