package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.cluster.Node;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeCore.NodeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.ownership.ResourceKey;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.distsys.worker.JournalWorker.Stage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Workers are put aside to make room while others, or they themselves, are called. */
@Timeout(60)
class PassivationTests {

	private static final String KEY = "k1";

	private static final int SLOTS = 4;

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService executor = WorkerThreads.create(16);

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final FakeCore core = new FakeCore(this.loop);

	private final Stage stage = new Stage();

	private final NodeCore owned = this.core.node(SimulatedMembership.node(1).id());

	private final WorkerNode here = node(1, this.owned);

	private final WorkerNode elsewhere = node(2, this.core.node(SimulatedMembership.node(2).id()));

	private final CyclicBarrier pause = new CyclicBarrier(2, this::awaitPutAside);

	@AfterEach
	void stop() {
		this.here.close();
		this.elsewhere.close();
		this.executor.shutdownNow();
		this.loop.close();
	}

	@Test
	void roomIsFoundForAnotherHoweverManyAreCalledMeanwhile() {
		ownAll();
		List<Journal> called = IntStream.range(0, 500).mapToObj((number) -> journal(this.here, "k" + number)).toList();
		called.forEach(Journal::size);
		AtomicBoolean over = new AtomicBoolean();
		List<CompletableFuture<Void>> callers = Stream.of(1, 2).map(Random::new).map((random) -> run(() -> {
			while (!over.get()) {
				called.get(random.nextInt(called.size())).size();
			}
		})).toList();
		WorkerSupervisor journals = this.here.supervisor(Journal.class);
		for (int i = 0; i < 500; i++) {
			assertThat(journals.start("other" + i)).matches(PassivationTests::isDoneOrLimited);
		}
		over.set(true);
		callers.forEach(CompletableFuture::join);
	}

	@Test
	void whatIsSentToAWorkerThatIsBeingPutAsideArrivesOnceAndInOrder() {
		ownAll();
		CompletableFuture<Void> callers = CompletableFuture.allOf(run(() -> append(this.here, 0)),
				run(() -> append(this.elsewhere, 10_000)));
		WorkerSupervisor journals = this.here.supervisor(Journal.class);
		for (int i = 0; !callers.isDone(); i++) {
			assertThat(journals.start("other" + i % 3)).matches(PassivationTests::isDoneOrLimited);
		}
		callers.join();
		List<Integer> all = journal(this.here, KEY).all();
		assertThat(all).filteredOn((number) -> number < 10_000).containsExactlyElementsOf(numbers(0));
		assertThat(all).filteredOn((number) -> number >= 10_000).containsExactlyElementsOf(numbers(10_000));
		assertThat(this.stage.events).contains("snapshot " + KEY, "restore " + KEY).doesNotContain("overlap");
		assertThat(this.here.statistics().get(0).passivated()).isPositive();
	}

	/** Now and then both wait until the worker is being put aside, and go on at once. */
	private void append(WorkerNode from, int first) {
		Journal journal = journal(from, KEY);
		numbers(first).forEach((number) -> {
			CompletableFuture<Integer> call = journal.append(number);
			if (number % 250 == 249) {
				call.join();
				waitForTheOther();
			}
		});
	}

	private void waitForTheOther() {
		try {
			this.pause.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void awaitPutAside() {
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(this::isPutAside);
	}

	private boolean isPutAside() {
		List<String> events = List.of(this.stage.events.toArray(String[]::new));
		return events.lastIndexOf("snapshot " + KEY) > events.lastIndexOf("start " + KEY);
	}

	private static List<Integer> numbers(int first) {
		return IntStream.range(first, first + 2_000).boxed().toList();
	}

	/** A node refuses to start another worker while all that it has are busy. */
	private static boolean isDoneOrLimited(StartResult result) {
		return !(result instanceof NotDone no) || no.reason() == NotDone.Reason.LIMIT;
	}

	private CompletableFuture<Void> run(Runnable caller) {
		return CompletableFuture.runAsync(caller, this.executor);
	}

	private void ownAll() {
		IntStream.range(0, SLOTS)
			.forEach((slot) -> this.owned.grant(new ResourceKey("slot", "journal", slot)).active.join());
	}

	private static Journal journal(WorkerNode from, String key) {
		return from.of(Journal.class).get(key);
	}

	/** One that may hold a single worker; calls are taken all the same. */
	private WorkerNode node(int number, NodeCore ownerships) {
		Node self = SimulatedMembership.node(number);
		WorkerNode node = new WorkerNode(
				new WorkerNode.Seams(new FakeMembership(self), this.network.connect(self.id()), new JavaCodec(),
						ownerships, this.loop, this.executor, new Random(number)),
				WorkerSettings.ofDefaults(), (event) -> {
				});
		node.define(WorkerTypeDefinition.of(JournalWorker.class, (context) -> new JournalWorker(context, this.stage))
			.withLimits(new WorkerLimits(5_000, Overflow.REJECT, Duration.ZERO, 1)));
		node.start();
		return node;
	}

}
