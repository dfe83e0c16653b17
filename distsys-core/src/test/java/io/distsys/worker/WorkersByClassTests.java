package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeCore.NodeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.CallException;
import io.distsys.messaging.CallException.RefusedException;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Refusal;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.ClassProxies;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.distsys.worker.TillWorker.Till;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Workers of a class without an interface, and references of that class. */
@Timeout(60)
class WorkersByClassTests {

	private static final String KEY = "k1";

	private static final ResourceKey SLOT = new ResourceKey("slot", "till", 0);

	private static final WorkerTypeDefinition BY_CLASS = WorkerTypeDefinition.of(TillWorker.class, TillWorker::new);

	private static final WorkerTypeDefinition BY_INTERFACE = new WorkerTypeDefinition("till", OldTill.class,
			List.of(Till.class), 1, WorkerLimits.ofDefaults(), Restart.TRANSIENT, RestartPolicy.ofDefaults(), Set.of(),
			OldTill::new);

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService executor = WorkerThreads.create(16);

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final FakeCore core = new FakeCore(this.loop);

	private final TillWorker.Proxies proxies = new TillWorker.Proxies();

	private final TestNode one = new TestNode(1, this.proxies);

	private final TestNode two = new TestNode(2, this.proxies);

	@AfterEach
	void stop() {
		List.of(this.one, this.two).forEach((node) -> node.workers.close());
		this.executor.shutdownNow();
		this.loop.close();
	}

	private TillWorker till(WorkerTypeDefinition there) {
		this.one.run(BY_CLASS);
		this.two.run(there);
		this.two.ownerships.grant(SLOT).active.join();
		return this.one.workers.of(TillWorker.class).get(KEY);
	}

	@Test
	void aWorkerIsCalledByItsClassWhereverItIs() throws Exception {
		TillWorker till = till(BY_CLASS);
		assertThat(till.node()).isEqualTo(this.two.id.toString());
		assertThat(till.add(2)).isEqualTo(2);
		till.note(3);
		assertThat(till.addLater(4).toCompletableFuture().join()).isEqualTo(9);
		assertThat(this.two.workers.of(TillWorker.class).get(KEY).add(1)).isEqualTo(10);
		assertThatExceptionOfType(TillWorker.TillException.class).isThrownBy(() -> till.refuse("closed"))
			.withMessage("closed");
		assertThat(till.add(0)).as("after an exception that the method declares").isEqualTo(10);
		assertThat(this.two.workers.list("till")).containsExactly(KEY);
	}

	@Test
	void aTimeoutIsThatOfTheMethodOrOfTheReference() {
		TillWorker till = till(BY_CLASS);
		assertThatExceptionOfType(CallException.class).isThrownBy(till::hang);
		TillWorker hasty = this.one.workers.of(TillWorker.class).withTimeout(Duration.ofMillis(50)).get(KEY);
		assertThatExceptionOfType(CallException.class).isThrownBy(() -> hasty.add(1));
	}

	@Test
	void aReferenceIsEqualToItselfAndSaysWhatItRefersTo() {
		TillWorker till = till(BY_CLASS);
		TillWorker other = this.one.workers.of(TillWorker.class).get(KEY);
		assertThat(till).isEqualTo(till).isNotEqualTo(other).hasSameHashCodeAs(till);
		assertThat(till).hasToString("TillWorker of the worker 'k1' of type 'till'");
		assertThat(this.two.workers.list("till")).as("it has called nobody").isEmpty();
	}

	@Test
	void whatIsNotForCallersFailsWhereItIsCalled() {
		TillWorker till = till(BY_CLASS);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(till::peek)
			.withMessageContaining("peek() of " + TillWorker.class.getName() + " is not for callers")
			.withMessageEndingWith("the worker 'k1' of type 'till': to have it called let it be public");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(till::snapshot)
			.withMessageEndingWith("the worker 'k1' of type 'till'");
	}

	@Test
	void whatIsNotForCallersIsRefusedWhereverItComesFrom() {
		till(BY_CLASS);
		Intruder intruder = this.one.workers.of(Intruder.class, "till").get(KEY);
		List<ThrowingCallable> tried = List.of(intruder::peek, intruder::snapshot, intruder::begin,
				() -> intruder.restore(5));
		assertThat(tried).allSatisfy((call) -> assertThatExceptionOfType(RefusedException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.refusal()).isEqualTo(Refusal.NO_SUCH_ADDRESS)));
	}

	@Test
	void aTypeMayBecomeOneWithAnInterfaceWhileItRuns() {
		TillWorker till = till(BY_INTERFACE);
		assertThat(till.add(2)).isEqualTo(2);
		till.note(3);
		assertThat(till.addLater(4).toCompletableFuture().join()).isEqualTo(9);
	}

	@Test
	void aTypeMayLoseItsInterfaceWhileItRuns() {
		this.one.run(BY_CLASS);
		this.two.run(BY_INTERFACE);
		this.one.ownerships.grant(SLOT).active.join();
		Till till = this.two.workers.of(Till.class).get(KEY);
		assertThat(till.add(2)).isEqualTo(2);
		till.note(3);
		assertThat(till.addLater(4).toCompletableFuture().join()).isEqualTo(9);
	}

	@Test
	void aNodeThatHasTheClassAndDoesNotRunItKnowsItsType() {
		assertThat(this.one.workers.of(TillWorker.class).name()).isEqualTo("till");
		assertThat(this.one.workers.of(TillWorker.class).get(KEY))
			.hasToString("TillWorker of the worker 'k1' of type 'till'");
	}

	@Test
	void proxiesAreMadeReadyOnceForAllReferences() {
		till(BY_CLASS);
		List.of("a", "b", "c").forEach((key) -> this.one.workers.of(TillWorker.class).get(key).add(1));
		assertThat(this.proxies.asked).as("once on each node").containsExactly(TillWorker.class, TillWorker.class);
	}

	@Test
	void whereNothingMakesProxiesOfClassesATypeNeedsAnInterface() {
		TestNode bare = new TestNode(3, ClassProxies.none());
		assertThatIllegalArgumentException().isThrownBy(() -> bare.run(BY_CLASS))
			.withMessageContaining("Nothing on this node makes proxies of classes")
			.withMessageContaining(TillWorker.class.getName());
		assertThatIllegalArgumentException().isThrownBy(() -> bare.workers.of(TillWorker.class));
		assertThatIllegalArgumentException().isThrownBy(() -> bare.workers.group(TillWorker.class, "tills"));
		bare.workers.close();
	}

	@Test
	void aClassThatIsNoWorkerIsNotWhatWorkersAreCalledBy() {
		till(BY_CLASS);
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.workers.of(Object.class))
			.withMessageContaining("must be an interface of one worker type, or its class");
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.workers.of(String.class, "till"));
	}

	private final class TestNode {

		private final NodeId id;

		private final NodeCore ownerships;

		private final WorkerNode workers;

		private TestNode(long number, ClassProxies proxies) {
			this.id = new NodeId(0, number);
			this.ownerships = WorkersByClassTests.this.core.node(this.id);
			ExecutorService executor = WorkersByClassTests.this.executor;
			this.workers = new WorkerNode(new WorkerNode.Seams(new FakeMembership(SimulatedMembership.node(number)),
					WorkersByClassTests.this.network.connect(this.id), new JavaCodec(), this.ownerships,
					WorkersByClassTests.this.loop, executor, executor, executor, new Random(number),
					MessageObserver.none(), null, proxies), WorkerSettings.ofDefaults(), (event) -> {
					});
		}

		private void run(WorkerTypeDefinition type) {
			this.workers.define(type);
			this.workers.start();
		}

	}

	/** What somebody tries who knows the names. */
	interface Intruder {

		int peek();

		Integer snapshot();

		void begin();

		void restore(Integer state);

	}

	/** As the version before had it, or the next one has it. */
	static class OldTill implements Till {

		private final WorkerContext context;

		private int sum;

		OldTill(WorkerContext context) {
			this.context = context;
		}

		@Override
		public int add(int amount) {
			this.sum += amount;
			return this.sum;
		}

		@Override
		public CompletionStage<Integer> addLater(int amount) {
			return CompletableFuture.completedFuture(add(amount));
		}

		@Override
		public void note(int amount) {
			add(amount);
		}

		@Override
		public String node() {
			return this.context.self().toString();
		}

	}

}
