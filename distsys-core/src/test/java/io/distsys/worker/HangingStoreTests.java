package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Outcome;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.ResourceKey;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** A database that does not answer, and what goes on beside it. */
@Timeout(60)
class HangingStoreTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	private static final Duration PATIENCE = Duration.ofMillis(200);

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService executor = WorkerThreads.create(8);

	private final ExecutorService slots = Executors.newSingleThreadExecutor();

	private final ExecutorService storage = Executors.newSingleThreadExecutor();

	private final FakeCore.NodeCore ownerships = new FakeCore(this.loop).node(SimulatedMembership.node(1).id());

	private final HangingStore store = new HangingStore();

	private final CompletableFuture<Void> left = new CompletableFuture<>();

	private WorkerNode workers;

	/** How long a slot waits for its store to open. */
	private void start(Duration recoveryTimeout) {
		this.workers = new WorkerNode(new WorkerNode.Seams(new FakeMembership(SimulatedMembership.node(1)),
				new JvmNetwork(this.loop).connect(SimulatedMembership.node(1).id()), new JavaCodec(), this.ownerships,
				this.loop, this.executor, this.slots, this.storage, new Random(1), MessageObserver.none(), null),
				new WorkerSettings(LONG, PATIENCE, LONG, recoveryTimeout), (event) -> {
				}, null, this.store);
		this.workers.define(WorkerTypeDefinition.of(StoredWorker.class, (context) -> new StoredWorker()));
		this.workers.define(WorkerTypeDefinition.of(OtherWorker.class, (context) -> new OtherWorker(this.left)));
		this.workers.start();
	}

	@AfterEach
	void stop() {
		this.store.door.countDown();
		this.workers.close();
		List.of(this.executor, this.slots, this.storage).forEach(ExecutorService::shutdownNow);
		this.loop.close();
	}

	@Test
	void slotsThatItDoesNotKeepBeginAndEnd() {
		start(PATIENCE);
		grant("stored");
		this.store.entered.join();
		FakeCore.NodeCore.Tenure other = grant("other");
		assertThat(other.active).succeedsWithin(LONG);
		this.workers.of(Visitor.class, "other").withTimeout(LONG).get("a").visit().toCompletableFuture().join();
		other.revoke();
		assertThat(this.left).succeedsWithin(LONG);
	}

	@Test
	void slotThatItKeepsIsGivenBack() {
		start(PATIENCE);
		FakeCore.NodeCore.Tenure stored = grant("stored");
		this.store.entered.join();
		assertThat(stored.active).failsWithin(LONG)
			.withThrowableThat()
			.withMessageContaining("The store does not say which workers stored/0");
	}

	@Test
	void slotThatWasGivenBackBeforeAThreadWasFreeIsNotOpened() {
		start(PATIENCE);
		FakeCore.NodeCore.Tenure first = grant("stored");
		this.store.entered.join();
		assertThat(first.active).failsWithin(LONG);
		first.revoke();
		FakeCore.NodeCore.Tenure second = grant("stored");
		assertThat(second.active).failsWithin(LONG);
		this.store.door.countDown();
		assertThat(CompletableFuture.runAsync(() -> {
		}, this.storage)).succeedsWithin(LONG);
		assertThat(this.store.opened).hasValue(1);
	}

	@Test
	void whoeverWaitsForItIsToldWhenTheSlotHasToMove() {
		start(LONG);
		this.store.opens = true;
		FakeCore.NodeCore.Tenure stored = grant("stored");
		assertThat(stored.active).succeedsWithin(LONG);
		CompletionStage<StartResult> start = this.workers.supervisor("stored").withTimeout(LONG).startAsync("a");
		this.store.entered.join();
		stored.releaseTo(SimulatedMembership.node(2).id());
		assertThat(start).succeedsWithin(LONG).isInstanceOfSatisfying(NotDone.class, (no) -> {
			assertThat(no.outcome()).isEqualTo(Outcome.MAY_HAVE_RUN);
			assertThat(no.detail()).startsWith(StateNotSavedException.class.getName());
		});
	}

	private FakeCore.NodeCore.Tenure grant(String type) {
		return this.ownerships.grant(new ResourceKey(WorkerNode.KIND, type, 0));
	}

	/** Answers nothing before its door opens. */
	private static final class HangingStore implements WorkerStore {

		private final CompletableFuture<Void> entered = new CompletableFuture<>();

		private final CountDownLatch door = new CountDownLatch(1);

		private final AtomicInteger opened = new AtomicInteger();

		private volatile boolean opens;

		@Override
		public boolean keeps(String type) {
			return type.equals("stored");
		}

		@Override
		public List<Kept> open(Slot slot, FencingToken token) throws InterruptedException {
			this.opened.incrementAndGet();
			if (!this.opens) {
				hang();
			}
			return List.of();
		}

		@Override
		public void save(Slot slot, FencingToken token, List<Change> changes) throws InterruptedException {
			hang();
		}

		private void hang() throws InterruptedException {
			this.entered.complete(null);
			this.door.await();
		}

	}

	interface Visitor {

		CompletableFuture<Void> visit();

	}

	@Distributed(value = "stored", slots = 1)
	private static final class StoredWorker implements Visitor {

		@Override
		public CompletableFuture<Void> visit() {
			return CompletableFuture.completedFuture(null);
		}

	}

	@Distributed(value = "other", slots = 1)
	private static final class OtherWorker implements Visitor {

		private final CompletableFuture<Void> left;

		private OtherWorker(CompletableFuture<Void> left) {
			this.left = left;
		}

		@OnStop
		void leave() {
			this.left.complete(null);
		}

		@Override
		public CompletableFuture<Void> visit() {
			return CompletableFuture.completedFuture(null);
		}

	}

}
