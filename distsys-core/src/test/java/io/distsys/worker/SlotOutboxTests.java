package io.distsys.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who waits for whom where the queue to the owner of a slot is full. */
@Timeout(60)
class SlotOutboxTests {

	private static final Duration BOUND = Duration.ofSeconds(20);

	private static final NodeId ONE = new NodeId(0, 1);

	private static final NodeId TWO = new NodeId(0, 2);

	private static final ResourceKey SLOT = new ResourceKey("slot", "journal", 0);

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool((task) -> new Thread(task, "user"));

	private final ExecutorService transport = Executors.newSingleThreadExecutor((task) -> new Thread(task, "io"));

	private final FakeCore core = new FakeCore(this.loop);

	private final FakeCore.NodeCore mine = this.core.node(ONE);

	private final FullQueue messenger = new FullQueue();

	private final SlotOutbox outbox = new SlotOutbox(SLOT, this.messenger, new SlotSide(this.mine, this.mine),
			RefusedGrants.inOrder(), this.loop);

	@BeforeEach
	void grant() {
		this.core.node(TWO);
		grant(7);
	}

	private void grant(long token) {
		this.core.write(new Ownership(SLOT, this.core.sessionOf(TWO).orElseThrow().id(), new FencingToken(token),
				Ownership.State.ACTIVE, null, null, Map.of()));
	}

	@AfterEach
	void stop() {
		this.messenger.room.countDown();
		this.users.shutdownNow();
		this.transport.shutdownNow();
		this.loop.close();
	}

	@Test
	void anAnswerIsTakenWhileSomebodyIsHeldUp() {
		CompletionStage<Reply> answered = send(1, true);
		CompletableFuture<Reply> asked = this.messenger.replies.remove();
		holdUp(2);
		CompletableFuture<Void> taken = CompletableFuture
			.runAsync(() -> asked.complete(new Reply.Answered(new byte[0])), this.transport);
		assertThat(taken).succeedsWithin(BOUND);
		assertThat(answered).succeedsWithin(BOUND).isInstanceOf(Reply.Answered.class);
	}

	@Test
	void theLoopLeavesWhatItHasToSendToWhoeverIsHeldUp() {
		holdUp(1);
		CompletableFuture<CompletionStage<Reply>> fromTheLoop = CompletableFuture.supplyAsync(() -> send(2, false),
				this.loop);
		assertThat(fromTheLoop).succeedsWithin(BOUND);
		assertThat(this.messenger.sent).isEmpty();
		this.messenger.room.countDown();
		await().atMost(BOUND).untilAsserted(() -> assertThat(this.messenger.sent).containsExactly(1, 2));
	}

	@Test
	void whoMayBeHeldUpIsAndInItsOrder() {
		Future<?> first = holdUp(1);
		Thread second = new Thread(() -> send(2, false), "user 2");
		second.start();
		await().atMost(BOUND).until(() -> second.getState() == Thread.State.TIMED_WAITING);
		assertThat(first).isNotDone();
		this.messenger.room.countDown();
		assertThat(first).succeedsWithin(BOUND);
		await().atMost(BOUND).until(() -> !second.isAlive());
		assertThat(this.messenger.sent).containsExactly(1, 2);
	}

	@Test
	void nobodyIsRefusedInThePlaceOfWhoWouldWait() {
		holdUp(1);
		Thread second = new Thread(() -> send(2, false), "user 2");
		second.start();
		await().atMost(BOUND).until(() -> second.getState() == Thread.State.TIMED_WAITING);
		CompletableFuture.runAsync(this.outbox::pump, this.loop).join();
		this.messenger.room.countDown();
		await().atMost(BOUND).until(() -> !second.isAlive());
		assertThat(this.messenger.threads).hasSize(2).noneMatch((name) -> name.startsWith("test-loop"));
	}

	@Test
	void nothingIsCalledInPlaceWhileACallIsHandedOver() {
		assertThat(this.outbox.hasArrived(TWO, 7)).isTrue();
		holdUp(1);
		assertThat(this.outbox.hasArrived(TWO, 7)).isFalse();
		this.messenger.room.countDown();
		await().atMost(BOUND).until(() -> this.outbox.hasArrived(TWO, 7));
	}

	@Test
	void whatIsNotRelayedIsToldOnTheLoopWhoeverHearsOfIt() {
		send(1, true);
		CompletableFuture<Reply> alone = this.messenger.replies.remove();
		this.core.free(SLOT);
		CompletableFuture<String> other = new CompletableFuture<>();
		send(2, false).thenAccept((reply) -> other.complete(Thread.currentThread().getName() + " " + reply));
		grant(8);
		this.messenger.refuses = true;
		this.transport.execute(() -> alone.complete(new Reply.Unreachable(Outcome.MAY_HAVE_RUN, "lost")));
		assertThat(other).succeedsWithin(BOUND).asString().startsWith("test-loop").contains("BUFFER_FULL");
		assertThat(this.messenger.threads).containsExactly(Thread.currentThread().getName(), "test-loop");
	}

	/** Have a thread of the user wait for room. */
	private Future<?> holdUp(int number) {
		this.messenger.full = true;
		Future<?> sending = this.users.submit(() -> send(number, false));
		await().atMost(BOUND).until(() -> this.messenger.waiting.getCount() == 0);
		return sending;
	}

	private CompletionStage<Reply> send(int number, boolean awaited) {
		return this.outbox.call("journal",
				WorkerMessage.body(awaited, 0, "k", WorkerMessage.Kind.CALL, new byte[] { (byte) number }), BOUND,
				awaited);
	}

	/** Holds up the threads of users, and notes what it has taken. */
	private static final class FullQueue implements Messenger {

		private final Queue<Integer> sent = new ConcurrentLinkedQueue<>();

		private final Queue<String> threads = new ConcurrentLinkedQueue<>();

		private final Queue<CompletableFuture<Reply>> replies = new ConcurrentLinkedQueue<>();

		private final CountDownLatch waiting = new CountDownLatch(1);

		private final CountDownLatch room = new CountDownLatch(1);

		private volatile boolean full;

		private volatile boolean refuses;

		@Override
		public NodeId self() {
			return ONE;
		}

		@Override
		public boolean holdsUp(Lane lane) {
			return Thread.currentThread().getName().startsWith("user");
		}

		@Override
		public CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
			if (this.full && holdsUp(lane)) {
				this.waiting.countDown();
				try {
					this.room.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
			this.threads.add(Thread.currentThread().getName());
			if (this.refuses) {
				return CompletableFuture.completedFuture(new Reply.Refused(Refusal.BUFFER_FULL, new byte[0]));
			}
			this.sent.add((int) WorkerMessage.decode(payload).invocation()[0]);
			CompletableFuture<Reply> reply = new CompletableFuture<>();
			this.replies.add(reply);
			return reply;
		}

		@Override
		public Subscription handle(String address, Executor executor, MessageHandler handler) {
			throw new UnsupportedOperationException("Nobody sends to this node");
		}

		@Override
		public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
			throw new UnsupportedOperationException("An outbox casts nothing");
		}

	}

}
