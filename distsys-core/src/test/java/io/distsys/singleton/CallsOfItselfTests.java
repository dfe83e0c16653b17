package io.distsys.singleton;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import io.distsys.ownership.Fence;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A singleton whose code calls the singleton through the proxy that all have. */
class CallsOfItselfTests {

	/** None of the timeouts of a hand-over is reached. */
	private static final Duration PATIENT = Duration.ofMinutes(5);

	private static final Duration LONG = Duration.ofMinutes(1);

	private final TestNode.Shared shared = TestNode.Shared.withThreads();

	private final TestNode one = this.shared.node(1, PATIENT);

	private final TestNode two = this.shared.node(2, PATIENT);

	private final Account account = new Account();

	CallsOfItselfTests() {
		this.one.register("account", Booking.class, this.account, this.account);
		Account other = new Account();
		this.two.register("account", Booking.class, other, other);
		this.account.self = this.one.singletons.proxy("account", Booking.class, LONG.multipliedBy(2));
	}

	@AfterEach
	void stop() {
		this.shared.close();
	}

	@Test
	void aCallThatCallsItsOwnSingletonEndsWhileTheSingletonLeaves() {
		var tenure = this.one.grant("account");
		tenure.active.join();
		CompletableFuture<Integer> outer = CompletableFuture
			.supplyAsync(() -> this.two.singletons.proxy("account", Booking.class).outer(false), this.shared.users);
		CompletableFuture<Void> released = leaveDuring(tenure::release);
		assertThat(outer).succeedsWithin(LONG).isEqualTo(42);
		assertThat(released).succeedsWithin(LONG);
	}

	@Test
	void soDoesOneThatWaitsForTheStageOfItsOwnCall() {
		var tenure = this.one.grant("account");
		tenure.active.join();
		CompletableFuture<Integer> outer = CompletableFuture
			.supplyAsync(() -> this.one.singletons.proxy("account", Booking.class).outer(true), this.shared.users);
		CompletableFuture<Void> released = leaveDuring(tenure::release);
		assertThat(outer).succeedsWithin(LONG).isEqualTo(42);
		assertThat(released).succeedsWithin(LONG);
	}

	@Test
	void soDoesATaskThatRunsForTheSingleton() {
		var tenure = this.one.grant("account");
		tenure.active.join();
		CompletableFuture<Boolean> task = CompletableFuture.supplyAsync(
				() -> this.one.singletons.runFenced("account", () -> this.account.outer(false)), this.shared.users);
		CompletableFuture<Void> released = leaveDuring(tenure::release);
		assertThat(task).succeedsWithin(LONG).isEqualTo(true);
		assertThat(released).succeedsWithin(LONG);
	}

	@Test
	void callbacksMayCallTheSingletonToo() {
		this.account.callingInCallbacks = true;
		var tenure = this.one.grant("account");
		assertThat(tenure.active).succeedsWithin(LONG);
		assertThat(this.account.bookings).isEqualTo(1);
		assertThat(tenure.release()).succeedsWithin(LONG);
		assertThat(this.account.bookings).isEqualTo(2);
	}

	@Test
	void othersWaitForTheNextOwnerMeanwhile() {
		var tenure = this.one.grant("account");
		tenure.active.join();
		CompletableFuture<Integer> outer = CompletableFuture
			.supplyAsync(() -> this.two.singletons.proxy("account", Booking.class).outer(false), this.shared.users);
		CompletableFuture<Integer> other = new CompletableFuture<>();
		CompletableFuture<Void> released = leaveDuring(() -> {
			CompletableFuture<Void> releasing = tenure.release();
			Awaitility.await().atMost(LONG).until(() -> this.one.state("account") == SingletonState.DEACTIVATING);
			this.account.self.laterBooked(1).whenComplete((value, failure) -> other.complete(value));
			return releasing;
		});
		assertThat(outer).succeedsWithin(LONG);
		assertThat(released).succeedsWithin(LONG);
		assertThat(other).isNotDone();
		assertThat(this.two.grant("account").active).succeedsWithin(LONG);
		assertThat(other).succeedsWithin(LONG).isEqualTo(1);
		assertThat(this.account.bookings).isEqualTo(1);
	}

	private CompletableFuture<Void> leaveDuring(Supplier<CompletableFuture<Void>> leaving) {
		assertThat(CompletableFuture.runAsync(() -> await(this.account.entered), this.shared.users))
			.succeedsWithin(LONG);
		CompletableFuture<Void> released = leaving.get();
		Awaitility.await().atMost(LONG).until(() -> this.one.state("account") == SingletonState.DEACTIVATING);
		this.account.gate.countDown();
		return released;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	interface Booking {

		int outer(boolean asynchronous);

		int booked(int amount);

		CompletionStage<Integer> laterBooked(int amount);

	}

	private static final class Account implements Booking, SingletonActivity {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch gate = new CountDownLatch(1);

		private volatile Booking self;

		private volatile boolean callingInCallbacks;

		private volatile int bookings;

		@Override
		public int outer(boolean asynchronous) {
			this.entered.countDown();
			await(this.gate);
			return asynchronous ? this.self.laterBooked(42).toCompletableFuture().join() : this.self.booked(42);
		}

		@Override
		public int booked(int amount) {
			this.bookings++;
			return amount;
		}

		@Override
		public CompletionStage<Integer> laterBooked(int amount) {
			return CompletableFuture.completedFuture(booked(amount));
		}

		@Override
		public void activate(Fence fence) {
			callback();
		}

		@Override
		public void deactivate(Fence fence) {
			callback();
		}

		private void callback() {
			if (this.callingInCallbacks) {
				this.self.booked(1);
			}
		}

	}

}
