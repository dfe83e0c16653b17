package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeCore.NodeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.MessageObserver;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.RemoteException;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.distsys.worker.JournalWorker.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of a call when whoever observes it fails. */
@Timeout(60)
class ObservedWorkersTests {

	private static final Duration BOUND = Duration.ofSeconds(10);

	private static final String KEY = "k1";

	private static final ResourceKey SLOT = new ResourceKey("slot", "journal", SlotHash.slot(KEY, 4));

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService executor = WorkerThreads.create(16);

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final FakeCore core = new FakeCore(this.loop);

	private final FailingObserver observer = new FailingObserver();

	private final TestNode one = new TestNode(1);

	private final TestNode two = new TestNode(2);

	private final Journal journal = this.one.workers.of(Journal.class).get(KEY);

	@BeforeEach
	void grant() {
		this.two.ownerships.grant(SLOT).active.join();
		assertThat(this.journal.all()).isEmpty();
	}

	@AfterEach
	void stop() {
		List.of(this.one, this.two).forEach((node) -> node.workers.close());
		this.executor.shutdownNow();
		this.loop.close();
	}

	@Test
	void anObserverThatFailsDoesNotHideWhatACallHasDone() {
		this.observer.failure = new NoClassDefFoundError("planted in the observer");
		assertThat(this.journal.add(3)).isEqualTo(1);
		assertThat(this.journal.append(4).join()).isEqualTo(2);
		this.observer.failure = null;
		assertThat(this.journal.all()).containsExactly(3, 4);
	}

	/** What has run is not known then: so the worker is made anew, as after a failure. */
	@Test
	void anErrorOfTheMachineBesideACallIsAnsweredAndLeavesAWorkerThatGoesOn() {
		this.observer.failure = new OutOfMemoryError("planted");
		assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> this.journal.add(3));
		this.observer.failure = null;
		assertThat(this.journal.all()).isEmpty();
		assertThat(this.journal.add(4)).isEqualTo(1);
	}

	/** Fails when the callee is done. */
	private static final class FailingObserver implements MessageObserver {

		private volatile Error failure;

		@Override
		public Sending send(Operation operation) {
			return MessageObserver.none().send(operation);
		}

		@Override
		public Receiving receive(Operation operation, Map<String, String> context) {
			return new Receiving() {

				@Override
				public void leaveThread() {
					// The thread has nothing of it.
				}

				@Override
				public void end(Throwable thrown) {
					Error planted = FailingObserver.this.failure;
					if (planted != null) {
						throw planted;
					}
				}

			};
		}

	}

	private final class TestNode {

		private final NodeCore ownerships;

		private final Stage stage = new Stage();

		private final WorkerNode workers;

		private TestNode(long number) {
			NodeId id = new NodeId(0, number);
			this.ownerships = ObservedWorkersTests.this.core.node(id);
			this.workers = new WorkerNode(
					new WorkerNode.Seams(new FakeMembership(SimulatedMembership.node(number)),
							ObservedWorkersTests.this.network.connect(id), new JavaCodec(), this.ownerships,
							ObservedWorkersTests.this.loop, ObservedWorkersTests.this.executor, new Random(number),
							ObservedWorkersTests.this.observer, null),
					new WorkerSettings(Duration.ofSeconds(20), BOUND, BOUND, BOUND), (event) -> {
					});
			this.workers.define(
					WorkerTypeDefinition.of(JournalWorker.class, (context) -> new JournalWorker(context, this.stage)));
			this.workers.start();
		}

	}

}
