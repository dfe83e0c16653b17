package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.MessageObserver;
import io.distsys.ownership.ResourceKey;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a worker that does not end keeps from the others of a slot that is lost. */
@Timeout(60)
class LostSlotTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService executor = WorkerThreads.create(8);

	/** Begins and ends slots; has nothing run before the test lets it. */
	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final FakeCore core = new FakeCore(this.loop);

	private final FakeCore.NodeCore ownerships = this.core.node(SimulatedMembership.node(1).id());

	private final House house = new House();

	private final WorkerNode workers = new WorkerNode(
			new WorkerNode.Seams(new FakeMembership(SimulatedMembership.node(1)),
					new JvmNetwork(this.loop).connect(SimulatedMembership.node(1).id()), new JavaCodec(),
					this.ownerships, this.loop, this.executor, this.waiting::add, this.executor, new Random(1),
					MessageObserver.none(), null),
			new WorkerSettings(LONG, LONG, LONG, LONG), (event) -> {
			});

	private final FakeCore.NodeCore.Tenure tenure;

	LostSlotTests() {
		this.workers.define(new WorkerTypeDefinition("guest", GuestWorker.class, List.of(Guest.class), 1,
				WorkerLimits.ofDefaults(), Restart.TRANSIENT, RestartPolicy.ofDefaults(), Set.of(),
				WorkerPlacement.ofDefaults(), (context) -> new GuestWorker(context.key(), this.house)));
		this.workers.start();
		this.tenure = this.ownerships.grant(new ResourceKey("slot", "guest", 0));
		this.tenure.active.join();
	}

	@AfterEach
	void stop() {
		this.house.door.countDown();
		this.workers.close();
		this.executor.shutdownNow();
		this.loop.close();
	}

	@Test
	void allThatRunsIsInterruptedThoughNoThreadIsFreeToEndIt() {
		CompletableFuture<String> sleeping = guest("b").sleep();
		this.house.asleep.join();
		this.tenure.revoke();
		assertThat(sleeping).succeedsWithin(LONG).isEqualTo("woken");
	}

	@Test
	void whatWaitsIsRefusedThoughTheEndOfAnotherWorkerHangs() {
		guest("a").enter().join();
		CompletableFuture<String> snoring = guest("b").snore();
		this.house.asleep.join();
		guest("b").enter();
		await().atMost(LONG).until(() -> this.workers.statistics().get(0).waiting() == 1);
		this.tenure.revoke();
		ExecutorService slots = Executors.newSingleThreadExecutor();
		try {
			slots.execute(this.waiting.remove());
			this.house.leaving.join();
			assertThat(this.workers.statistics().get(0).refused()).isOne();
			assertThat(snoring).isNotDone();
		}
		finally {
			slots.shutdownNow();
		}
	}

	private Guest guest(String key) {
		return this.workers.of(Guest.class).withTimeout(LONG).get(key);
	}

	/** What the test and its workers share. */
	private static final class House {

		private final CompletableFuture<Void> asleep = new CompletableFuture<>();

		private final CompletableFuture<Void> leaving = new CompletableFuture<>();

		private final CountDownLatch door = new CountDownLatch(1);

	}

	interface Guest {

		CompletableFuture<Void> enter();

		CompletableFuture<String> sleep();

		CompletableFuture<String> snore();

	}

	@Distributed("guest")
	private static final class GuestWorker implements Guest {

		private final String key;

		private final House house;

		private GuestWorker(String key, House house) {
			this.key = key;
			this.house = house;
		}

		@OnStop
		void leave() throws InterruptedException {
			if (this.key.equals("a")) {
				this.house.leaving.complete(null);
				this.house.door.await();
			}
		}

		@Override
		public CompletableFuture<Void> enter() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<String> sleep() {
			this.house.asleep.complete(null);
			try {
				this.house.door.await();
				return CompletableFuture.completedFuture("slept");
			}
			catch (InterruptedException ex) {
				return CompletableFuture.completedFuture("woken");
			}
		}

		@Override
		public CompletableFuture<String> snore() {
			this.house.asleep.complete(null);
			boolean open = false;
			while (!open) {
				try {
					this.house.door.await();
					open = true;
				}
				catch (InterruptedException ex) {
					Thread.yield();
				}
			}
			return CompletableFuture.completedFuture("slept");
		}

	}

}
