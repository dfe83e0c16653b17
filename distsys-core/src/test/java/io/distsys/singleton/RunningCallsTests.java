package io.distsys.singleton;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.ownership.FencingToken;
import io.distsys.ownership.GrantFence;
import io.distsys.ownership.ResourceKey;
import io.distsys.singleton.RunningCalls.Lasting;
import io.distsys.singleton.RunningCalls.Running;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RunningCallsTests {

	private static final long LONG = 60;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final RunningCalls calls = newCalls();

	private static RunningCalls newCalls() {
		return new RunningCalls("ledger", fence());
	}

	private static GrantFence fence() {
		return new GrantFence(ResourceKey.of(ClusterSingletons.KIND, "ledger"), new FencingToken(7), Runnable::run);
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
	void callsThatFoundNoStackToLeaveInLeaveWithTheOneAroundThem() {
		RunningCalls others = newCalls();
		Running outer = require(this.calls.enter("outer"));
		require(others.enter("of another singleton"));
		require(this.calls.enter("inner"));
		outer.leave();
		assertThat(ActingThread.innermost()).isNull();
		assertThat(this.calls.close().toCompletableFuture()).isCompleted();
		assertThat(others.close().toCompletableFuture()).isCompleted();
	}

	@Test
	void soDoTheyDuringTheHandOverAndWithACallback() {
		ActingThread.Frame callback = new ActingThread.Frame("ledger", fence());
		callback.push();
		require(this.calls.enter("inner"));
		CompletableFuture<Void> drained = this.calls.close().toCompletableFuture();
		assertThat(drained).isNotDone();
		callback.leave();
		assertThat(drained).isCompleted();
	}

	@Test
	void aSeatThatWasLeftWithTheCallAroundItIsUsedAgain() {
		RunningCalls others = newCalls();
		Running outer = require(others.enter("outer"));
		Running seat = require(this.calls.enter("inner"));
		outer.leave();
		Running next = require(this.calls.enter("next"));
		assertThat(next).isSameAs(seat);
		assertThat(next.outer()).isNull();
		next.leave();
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
		assertThat(this.calls.names()).hasSize(1);
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
		assertThat(this.calls.names()).isEmpty();
	}

	@Test
	void moreCallsThanPlacesAreAllWaitedForAndFound() throws Exception {
		List<Lasting> running = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			running.add(elsewhere(() -> require(this.calls.begin("call"))));
		}
		assertThat(this.calls.names()).hasSize(200);
		CompletableFuture<Void> drained = this.calls.close().toCompletableFuture();
		for (Lasting call : running) {
			assertThat(drained).isNotDone();
			call.end();
		}
		assertThat(drained).isCompleted();
	}

	@Test
	void moreThreadsThanSeatsAndPlacesAreAllWaitedForAndFound() throws Exception {
		int many = 200;
		CountDownLatch inside = new CountDownLatch(many);
		CountDownLatch gate = new CountDownLatch(1);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < many; i++) {
			all.add(this.threads.submit(() -> {
				Running call = require(this.calls.enter("call"));
				inside.countDown();
				gate.await();
				call.leave();
				return call;
			}));
		}
		assertThat(inside.await(LONG, TimeUnit.SECONDS)).isTrue();
		assertThat(this.calls.names()).hasSize(many);
		CompletableFuture<Void> drained = this.calls.close().toCompletableFuture();
		assertThat(drained).isNotDone();
		gate.countDown();
		for (Future<?> one : all) {
			one.get(LONG, TimeUnit.SECONDS);
		}
		assertThat(drained).isCompleted();
		assertThat(this.calls.names()).isEmpty();
	}

	@Test
	void theCallsOfAThreadHaveItsSeatOneAfterTheOther() {
		Running first = called();
		assertThat(called()).isSameAs(first).isNotInstanceOf(Lasting.class);
	}

	@Test
	void aCallInsideOfACallHasAPlaceOfItsOwnAndLeavesTheSeatToTheOuterOne() {
		Running outer = require(this.calls.enter("outer"));
		Running inner = require(this.calls.enter("inner"));
		assertThat(inner).isInstanceOf(Lasting.class);
		assertThat(this.calls.names()).hasSize(2);
		inner.leave();
		assertThat(this.calls.names()).hasSize(1);
		outer.leave();
		assertThat(this.calls.names()).isEmpty();
		assertThat(called()).isSameAs(outer);
	}

	@Test
	void aSeatIsUsedAgainAfterAnInterrupt() {
		Running first = require(this.calls.enter("first"));
		assertThat(this.calls.interrupt()).isTrue();
		first.leave();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		Running second = require(this.calls.enter("second"));
		assertThat(second).isSameAs(first);
		assertThat(this.calls.interrupt()).isTrue();
		CompletableFuture<Void> drained = this.calls.close().toCompletableFuture();
		second.leave();
		assertThat(drained).isCompleted();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void ofTwoThreadsThatWantOneSeatTheSecondHasAPlace() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		CompletableFuture<Running> seated = new CompletableFuture<>();
		FutureTask<?> first = start(() -> {
			Running call = require(this.calls.enter("first"));
			seated.complete(call);
			gate.await();
			call.leave();
			return call;
		});
		assertThat(seated.get(LONG, TimeUnit.SECONDS)).isNotInstanceOf(Lasting.class);
		CompletableFuture<Void> drained = startAndEnd(() -> {
			Running call = require(this.calls.enter("second"));
			assertThat(call).isInstanceOf(Lasting.class);
			CompletableFuture<Void> closed = this.calls.close().toCompletableFuture();
			call.leave();
			return closed;
		});
		assertThat(drained).as("the first one runs").isNotDone();
		gate.countDown();
		first.get(LONG, TimeUnit.SECONDS);
		assertThat(drained).isCompleted();
	}

	@Test
	void aThreadInheritsTheSeatOfADeadOne() throws Exception {
		Running left = startAndEnd(this::called);
		CountDownLatch interrupted = new CountDownLatch(1);
		CompletableFuture<Running> inherited = new CompletableFuture<>();
		FutureTask<?> heir = start(() -> {
			Running call = require(this.calls.enter("heir"));
			inherited.complete(call);
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			call.leave();
			return call;
		});
		assertThat(inherited.get(LONG, TimeUnit.SECONDS)).isSameAs(left);
		assertThat(this.calls.interrupt()).isTrue();
		assertThat(interrupted.await(LONG, TimeUnit.SECONDS)).isTrue();
		heir.get(LONG, TimeUnit.SECONDS);
	}

	@Test
	void theSeatOfAThreadThatDiedInItsCallIsNobodys() throws Exception {
		Running lasting = startAndEnd(() -> require(this.calls.enter("until death")));
		boolean heard = startAndEnd(() -> {
			assertThat(called()).isNotSameAs(lasting);
			this.calls.interrupt();
			return Thread.currentThread().isInterrupted();
		});
		assertThat(heard).as("who does something else is interrupted").isFalse();
	}

	@Test
	void aDeadThreadIsNotKept() throws Exception {
		WeakReference<Thread> dead = startAndEnd(() -> {
			called();
			return new WeakReference<>(Thread.currentThread());
		});
		Awaitility.await().atMost(Duration.ofSeconds(LONG)).until(() -> {
			System.gc();
			return dead.refersTo(null);
		});
		assertThat(this.calls.names()).isEmpty();
	}

	private Running called() {
		Running call = require(this.calls.enter("call"));
		call.leave();
		return call;
	}

	private static <T> FutureTask<T> start(Callable<T> task) {
		FutureTask<T> run = new FutureTask<>(task);
		new Numbered(run).start();
		return run;
	}

	/** Returns when the thread is dead. */
	private static <T> T startAndEnd(Callable<T> task) throws Exception {
		FutureTask<T> run = new FutureTask<>(task);
		Thread thread = new Numbered(run);
		thread.start();
		thread.join();
		return run.get();
	}

	/** All of them want the same seat. */
	private static final class Numbered extends Thread {

		private Numbered(Runnable task) {
			super(task);
		}

		@Override
		public long getId() {
			return 7;
		}

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
			assertThat(raced.names()).isEmpty();
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
