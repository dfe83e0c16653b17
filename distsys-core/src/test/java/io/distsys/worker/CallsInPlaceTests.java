package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeCore.NodeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.ownership.ResourceKey;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Callers that run the worker which they wait for. */
@Timeout(60)
class CallsInPlaceTests {

	private static final String KEY = "k1";

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService executor = WorkerThreads.create(8);

	private final ExecutorService callers = Executors.newFixedThreadPool(4);

	private final FakeCore core = new FakeCore(this.loop);

	private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	private final AtomicBoolean allowed = new AtomicBoolean(true);

	private final NodeId id = new NodeId(0, 1);

	private final NodeCore ownerships = this.core.node(this.id);

	private final WorkerNode node = new WorkerNode(
			new WorkerNode.Seams(new FakeMembership(SimulatedMembership.node(1)),
					new JvmNetwork(this.loop).connect(this.id), new JavaCodec(), this.ownerships, this.loop,
					this.executor, new Random(1)),
			WorkerSettings.ofDefaults().withCallerRuns(this.allowed::get), (event) -> {
			});

	private final Desk desk = this.node.of(Desk.class, "desk").get(KEY);

	private NodeCore.Tenure tenure;

	@BeforeEach
	void start() {
		this.node.define(WorkerTypeDefinition.of(DeskWorker.class, (context) -> new DeskWorker(this.events::add)));
		this.node.start();
		this.tenure = this.ownerships.grant(new ResourceKey("slot", "desk", 0));
		this.tenure.active.join();
	}

	@AfterEach
	void stop() {
		this.node.close();
		this.callers.shutdownNow();
		this.executor.shutdownNow();
		this.loop.close();
	}

	@Test
	void aCallerRunsWhatHasShownToBeShort() {
		assertThat(this.desk.take(0)).as("at first").isNotEqualTo(caller());
		awaitInPlace();
	}

	@Test
	void oneLongRunSendsCallsElsewhereAgain() {
		awaitInPlace();
		this.desk.take(Duration.ofNanos(Pace.SHORT_NANOS).toMillis() * 5);
		assertThat(this.desk.take(0)).isNotEqualTo(caller());
	}

	@Test
	void nobodyRunsAnythingInPlaceWhereThatIsNotWanted() {
		awaitInPlace();
		this.allowed.set(false);
		assertThat(this.desk.take(0)).isNotEqualTo(caller());
	}

	@Test
	void callersNeverRunAWorkerTogether() {
		awaitInPlace();
		List<CompletableFuture<Boolean>> alone = IntStream.range(0, 4)
			.mapToObj((caller) -> CompletableFuture.supplyAsync(
					() -> IntStream.range(0, 1000).mapToObj((number) -> this.desk.count()).allMatch((each) -> each),
					this.callers))
			.toList();
		alone.forEach((all) -> assertThat(all.join()).isTrue());
		assertThat(this.desk.counted()).isEqualTo(4000);
	}

	@Test
	void aCallOvertakesNothingThatItsCallerHasSentBefore() {
		awaitInPlace();
		for (int i = 1; i <= 1000; i++) {
			this.desk.countLater();
			assertThat(this.desk.counted()).isEqualTo(i);
		}
	}

	@Test
	void workerAndCallerDoNotShareWhatCanBeChanged() {
		repeatUntilShort(() -> this.desk.keep(List.of()));
		List<String> given = new ArrayList<>(List.of("a"));
		List<String> returned = this.desk.keep(given);
		given.add("b");
		returned.add("c");
		assertThat(this.desk.keep(List.of())).containsExactly("a");
	}

	@Test
	void whatAWorkerThrowsIsThrownToTheCallerAsFromElsewhere() {
		repeatUntilShort(() -> assertThatIllegalArgumentException().isThrownBy(() -> this.desk.fail("kept")));
		this.desk.count();
		assertThatIllegalArgumentException().isThrownBy(() -> this.desk.fail("kept"))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
		assertThat(this.desk.counted()).isOne();
		assertThatIllegalStateException().isThrownBy(() -> this.desk.fail("broken"));
		assertThat(this.desk.counted()).as("of the next instance").isZero();
	}

	@Test
	void theCallersInterruptOutlivesTheCall() {
		// In place as soon as it has shown to be short, and as long as no stall says
		// else.
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInSameThread().until(() -> {
			repeatUntilShort(this::interruptsItself);
			return interruptsItself();
		});
	}

	private boolean interruptsItself() {
		this.desk.interrupt();
		return Thread.interrupted();
	}

	@Test
	void aResultThatIsAStageIsWaitedForByWhoeverCanWait() {
		repeatUntilShort(() -> this.desk.later("x"));
		assertThat(this.desk.later("x")).isEqualTo("x");
	}

	@Test
	void nothingRunsWithoutTheFence() {
		awaitInPlace();
		this.desk.count();
		this.tenure.fence().close();
		Desk impatient = this.node.of(Desk.class, "desk").withTimeout(Duration.ofMillis(200)).get(KEY);
		assertThatExceptionOfType(CallException.class).isThrownBy(impatient::count)
			.satisfies((ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.DID_NOT_RUN));
	}

	@Test
	void aHandOverWaitsForTheCallerThatRunsAWorker() throws InterruptedException {
		awaitInPlace();
		this.events.clear();
		CompletableFuture<String> call = CompletableFuture.supplyAsync(() -> this.desk.take(300), this.callers);
		assertThat(this.events.take()).isEqualTo("entered");
		this.tenure.release().join();
		assertThat(this.events).containsExactly("left", "stopped");
		assertThat(call.join()).isNotEqualTo("interrupted");
	}

	private static String caller() {
		return Thread.currentThread().getName();
	}

	/** A busy machine may make a run long that is short, and a cold one the first. */
	private void awaitInPlace() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInSameThread()
			.until(() -> IntStream.range(0, 200).anyMatch((number) -> this.desk.take(0).equals(caller())));
	}

	private static void repeatUntilShort(Runnable call) {
		for (int i = 0; i < 2 * Pace.SHORT_RUNS; i++) {
			call.run();
		}
	}

}
