package io.distsys.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.CallException;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Outcome;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.CallTimeout;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.distsys.worker.JournalWorker.Stage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an observer is told of the end of a cast, and where. */
@Timeout(60)
class ObservedCastTests {

	private static final Duration BOUND = Duration.ofSeconds(10);

	private static final String KEY = "k1";

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService executor = WorkerThreads.create(4);

	private final Queue<End> ends = new ConcurrentLinkedQueue<>();

	private final FakeCore core = new FakeCore(this.loop);

	private final FakeCore.NodeCore node = this.core.node(new NodeId(0, 1));

	private final WorkerNode workers = new WorkerNode(
			new WorkerNode.Seams(new FakeMembership(SimulatedMembership.node(1)),
					new JvmNetwork(this.loop).connect(new NodeId(0, 1)), new JavaCodec(), this.node, this.loop,
					this.executor, new Random(1), new Ends(), null),
			new WorkerSettings(BOUND, BOUND, BOUND, BOUND), (event) -> {
			});

	private final Journal journal = this.workers.of(Journal.class, "journal").get(KEY);

	ObservedCastTests() {
		this.workers
			.define(WorkerTypeDefinition.of(JournalWorker.class, (context) -> new JournalWorker(context, new Stage())));
		this.workers.start();
	}

	@AfterEach
	void stop() {
		this.workers.close();
		this.executor.shutdownNow();
		this.loop.close();
	}

	@Test
	void theEndOfACastIsNotToldOnTheLoop() {
		this.node.grant(new ResourceKey("slot", "journal", SlotHash.slot(KEY, 4))).active.join();
		this.journal.note(3);
		await().atMost(BOUND).until(() -> !this.ends.isEmpty());
		assertThat(this.ends).allSatisfy((end) -> {
			assertThat(end.failure()).isNull();
			assertThat(end.thread()).isNotEqualTo("test-loop");
		});
	}

	@Test
	void aCastThatNobodyTakesHasFailed() {
		this.core.outage(Optional.of("no leader"));
		this.journal.note(3);
		await().atMost(BOUND).until(() -> !this.ends.isEmpty());
		assertThat(this.ends.remove().failure()).isInstanceOfSatisfying(CallException.class, (failure) -> {
			assertThat(failure.outcome()).isEqualTo(Outcome.DID_NOT_RUN);
			assertThat(failure).hasMessageContaining("note").hasMessageContaining("no leader");
		});
	}

	@Test
	void aCastIsGivenUpAfterTheTimeoutOfItsMethod() {
		this.workers.of(Hasty.class, "journal").withTimeout(Duration.ofMinutes(30)).get(KEY).note(3);
		await().atMost(BOUND).until(() -> !this.ends.isEmpty());
		assertThat(this.ends.remove().failure()).isInstanceOfSatisfying(CallException.class,
				(failure) -> assertThat(failure.outcome()).isEqualTo(Outcome.DID_NOT_RUN));
	}

	/** The journal, for callers whose notes are soon of no use. */
	interface Hasty {

		@Cast
		@CallTimeout(50)
		void note(int number);

	}

	private record End(String thread, @Nullable Throwable failure) {

	}

	/** Notes where sendings end. */
	private final class Ends implements MessageObserver {

		@Override
		public Sending send(Operation operation) {
			return new Sending() {

				@Override
				public Map<String, String> context() {
					return Map.of();
				}

				@Override
				public void end(@Nullable Throwable failure) {
					ObservedCastTests.this.ends.add(new End(Thread.currentThread().getName(), failure));
				}

			};
		}

		@Override
		public Receiving receive(Operation operation, Map<String, String> context) {
			return MessageObserver.none().receive(operation, context);
		}

	}

}
