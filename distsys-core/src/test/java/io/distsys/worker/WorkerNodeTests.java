package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeCore.NodeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.CallException;
import io.distsys.messaging.CallException.RefusedException;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.ownership.Offer;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.RemoteException;
import io.distsys.placement.NodeSelection;
import io.distsys.placement.PlacementStrategy;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.distsys.worker.JournalWorker.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class WorkerNodeTests {

	private static final String KEY = "k1";

	private static final ResourceKey SLOT = new ResourceKey("slot", "journal", SlotHash.slot(KEY, 4));

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService executor = WorkerThreads.create(16);

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final FakeCore core = new FakeCore(this.loop);

	private RestartPolicy policy = new RestartPolicy(3, Duration.ofMinutes(1), Duration.ofMillis(5),
			Duration.ofMillis(20), 0.2);

	private WorkerLimits limits = new WorkerLimits(5_000, Overflow.REJECT, Duration.ZERO, 0);

	private final TestNode one = new TestNode(1);

	private final TestNode two = new TestNode(2);

	private final TestNode three = new TestNode(3);

	@AfterEach
	void stop() {
		List.of(this.one, this.two, this.three).forEach((node) -> node.workers.close());
		this.executor.shutdownNow();
		this.loop.close();
	}

	@Test
	void aNodeOffersItsSlots() {
		assertThat(this.one.ownerships.offers).containsExactly(new Offer("slot", "journal", 4));
	}

	@Test
	void whereWorkersMayLiveAndShouldLiveStandsInTheOffer() {
		WorkerTypeDefinition purses = WorkerTypeDefinition.of(PurseWorker.class, (context) -> new Object());
		NodeSelection onlyElsewhere = new NodeSelection(Set.of("elsewhere"), Set.of(), Set.of(), Set.of(), Set.of(),
				Set.of(), List.of(), List.of());
		this.one.workers.define(purses.withPlacement(new WorkerPlacement(PlacementStrategy.STAY, onlyElsewhere, 1)));
		assertThat(this.one.ownerships.offers).noneMatch((offer) -> offer.name().equals("purse"));
		NodeSelection notThere = new NodeSelection(Set.of(), Set.of(), Set.of(), Set.of("elsewhere"), Set.of("gpu"),
				Set.of("z9"), List.of(), List.of());
		this.two.workers.define(purses.withPlacement(new WorkerPlacement(PlacementStrategy.STAY, notThere, 3)));
		assertThat(this.two.ownerships.offers)
			.contains(new Offer("slot", "purse", 4, new Offer.Terms(0, "", Duration.ZERO, 3, "STAY", List.of())));
	}

	@Test
	void aNodeThatIsAboutToLeaveSaysSoInWhatItOffersAndOffersNothingMore() {
		this.one.workers.takeNothingNew();
		assertThat(this.one.ownerships.offers)
			.containsExactly(new Offer("slot", "journal", 4, Offer.Terms.NONE.keepingOnly()));
		this.one.workers.define(WorkerTypeDefinition.of(PurseWorker.class, (context) -> new Object()));
		assertThat(this.one.ownerships.offers).noneMatch((offer) -> offer.name().equals("purse"));
	}

	@Test
	void typesThatShareSlotsMustHaveTheSamePlacement() {
		WorkerTypeDefinition first = named("line/first", WorkerPlacement.ofDefaults());
		WorkerTypeDefinition second = named("line/second",
				new WorkerPlacement(PlacementStrategy.RANDOM, NodeSelection.anywhere(), 1));
		this.one.workers.define(first);
		assertThatIllegalStateException().isThrownBy(() -> this.one.workers.define(second))
			.withMessageContaining("'line/second'")
			.withMessageContaining("'line/first'")
			.withMessageContaining("same placement");
	}

	private static WorkerTypeDefinition named(String name, WorkerPlacement placement) {
		return new WorkerTypeDefinition(name, PurseWorker.class, List.of(Purse.class), 4, WorkerLimits.ofDefaults(),
				Restart.TRANSIENT, RestartPolicy.ofDefaults(), Set.of(), placement, (context) -> new Object());
	}

	@Test
	void aWorkerIsCalledWhereverItsSlotIs() {
		this.two.ownerships.grant(SLOT).active.join();
		WorkerType<Journal> journals = this.one.workers.of(Journal.class);
		assertThat(journals.get(KEY).node()).isEqualTo(this.two.id.toString());
		assertThat(journals.whereIs(KEY)).contains(this.two.id);
		assertThat(this.two.workers.list("journal")).containsExactly(KEY);
		assertThat(this.one.workers.list("journal")).isEmpty();
		assertThat(this.two.stage.events).containsExactly("start k1");
	}

	@Test
	void callsOfOneCallerRunInOrderAndNeverTwoAtOnce() {
		this.two.ownerships.grant(SLOT).active.join();
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		Journal near = this.two.journal();
		Journal far = this.one.journal();
		for (int i = 0; i < 1000; i++) {
			calls.add(far.append(i));
			calls.add(near.append(10_000 + i));
		}
		calls.forEach(CompletableFuture::join);
		List<Integer> all = far.all();
		assertThat(all.stream().filter((number) -> number < 10_000)).containsExactlyElementsOf(numbers(1000));
		assertThat(all.stream().filter((number) -> number >= 10_000)).isSorted().hasSize(1000);
		assertThat(this.two.stage.events).doesNotContain("overlap");
	}

	@Test
	void aCallWaitsUntilSomebodyOwnsTheSlot() {
		CompletableFuture<Integer> call = this.one.journal().append(1);
		this.two.ownerships.grant(SLOT);
		assertThat(call.join()).isEqualTo(1);
	}

	@Test
	void aCallThatNobodyTakesInTimeDidNotRun() {
		Journal journal = this.one.workers.of(Journal.class).withTimeout(Duration.ofMillis(50)).get(KEY);
		assertThatExceptionOfType(CallException.class).isThrownBy(() -> journal.add(1))
			.satisfies((ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.DID_NOT_RUN));
	}

	@Test
	void businessExceptionsKeepTheStateAndOthersRestartTheWorker() {
		this.two.ownerships.grant(SLOT).active.join();
		Journal journal = this.one.journal();
		journal.add(1);
		assertThatExceptionOfType(Journal.BusinessException.class).isThrownBy(() -> journal.fail("declared"));
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> journal.fail("kept"));
		assertThat(journal.all()).containsExactly(1);
		assertThatIllegalStateException().isThrownBy(() -> journal.fail("broken"));
		assertThat(journal.all()).isEmpty();
		assertThat(this.two.events).hasExactlyElementsOfTypes(WorkerEvent.DeadLetter.class,
				WorkerEvent.WorkerRestarted.class);
		assertThat(this.two.workers.statistics().get(0).restarts()).isEqualTo(1);
		assertThat(this.two.stage.events).containsExactly("start k1", "start k1");
	}

	@Test
	void aWorkerThatCrashesTooOftenIsGivenUp() {
		this.two.ownerships.grant(SLOT).active.join();
		Journal journal = this.one.journal();
		for (int i = 0; i < 4; i++) {
			assertThatIllegalStateException().isThrownBy(() -> journal.fail("broken"));
		}
		assertThatExceptionOfType(WorkerFailedException.class).isThrownBy(() -> journal.add(1))
			.withMessageContaining("broken");
		assertThat(this.two.events).hasAtLeastOneElementOfType(WorkerEvent.WorkerGivenUp.class)
			.filteredOn((event) -> event instanceof WorkerEvent.WorkerRestarted)
			.hasSize(3);
	}

	@Test
	void aWorkerThatWasGivenUpStartsAgainAfterTheWindow() {
		this.policy = new RestartPolicy(0, Duration.ofMillis(200), Duration.ZERO, Duration.ZERO, 0);
		TestNode four = new TestNode(4);
		four.ownerships.grant(SLOT).active.join();
		assertThatIllegalStateException().isThrownBy(() -> four.journal().fail("broken"));
		await().atMost(Duration.ofSeconds(30)).ignoreExceptionsInstanceOf(WorkerFailedException.class).until(() -> {
			four.journal().add(1);
			return true;
		});
	}

	@Test
	void aFullMailboxRefuses() throws Exception {
		this.two.ownerships.grant(SLOT).active.join();
		Journal journal = this.one.workers.of(Journal.class).withTimeout(Duration.ofMinutes(1)).get(KEY);
		journal.block();
		assertThat(this.two.stage.blocked.await(30, TimeUnit.SECONDS)).isTrue();
		List<CompletableFuture<Integer>> calls = IntStream.range(0, 5_001).mapToObj(journal::append).toList();
		assertThat(calls.get(5_000)).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(RefusedException.class,
					(ex) -> assertThat(ex.refusal()).isEqualTo(Refusal.MAILBOX_FULL));
		this.two.stage.gate.countDown();
		assertThat(calls.get(4_999).join()).isEqualTo(5_000);
	}

	@Test
	void aStageCompletesTheCallAndTheMailboxGoesOn() {
		this.two.ownerships.grant(SLOT).active.join();
		Journal journal = this.one.journal();
		CompletableFuture<String> later = journal.later();
		assertThat(journal.add(1)).isEqualTo(1);
		assertThat(later).isNotDone();
		this.two.stage.later.complete("at last");
		assertThat(later.join()).isEqualTo("at last");
		assertThat(journal.all()).containsExactly(1);
	}

	@Test
	void aStageThatFailsRestartsTheWorker() {
		this.two.ownerships.grant(SLOT).active.join();
		Journal journal = this.one.journal();
		journal.add(1);
		CompletableFuture<String> later = journal.later();
		this.two.stage.later.completeExceptionally(new IllegalStateException("late"));
		assertThat(later).failsWithin(Duration.ofSeconds(30));
		assertThat(journal.all()).isEmpty();
	}

	@Test
	void aCallThatRanIsNeverSaidNotToHaveRunWhateverItsMethodCalled() {
		this.two.ownerships.grant(SLOT);
		CompletableFuture<String> later = this.one.journal().later();
		this.two.stage.later.completeExceptionally(new CallException.NoSuchNodeException("a call of another worker"));
		assertThat(later).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(RemoteException.class, (ex) -> assertThat(ex.remoteClassName())
				.isEqualTo(CallException.NoSuchNodeException.class.getName()));
	}

	@Test
	void aResultThatBreaksTheCodecIsAnsweredAndTheWorkerGoesOnAndMoves() {
		FakeCore.NodeCore.Tenure tenure = this.two.ownerships.grant(SLOT);
		Journal journal = this.one.journal();
		journal.add(1);
		assertThatExceptionOfType(RemoteException.class).isThrownBy(journal::bomb)
			.satisfies((ex) -> assertThat(ex.remoteClassName()).isEqualTo(StackOverflowError.class.getName()));
		assertThat(journal.bombLater()).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(RemoteException.class);
		assertThat(journal.all()).containsExactly(1);
		assertThat(tenure.moveTo(this.three.ownerships)).succeedsWithin(Duration.ofSeconds(30));
		assertThat(journal.all()).containsExactly(1);
	}

	@Test
	void aCallThatCannotBeAnsweredAtAllDoesNotStopTheWorker() {
		FakeCore.NodeCore.Tenure tenure = this.two.ownerships.grant(SLOT);
		Journal journal = this.one.journal();
		journal.add(1);
		this.network.replyFault = new NoClassDefFoundError("planted");
		CompletableFuture<Integer> unanswered = CompletableFuture.supplyAsync(() -> journal.add(2), this.executor);
		await().atMost(Duration.ofSeconds(30)).until(() -> this.network.replyFault == null);
		assertThat(journal.all()).containsExactly(1, 2);
		assertThat(tenure.moveTo(this.three.ownerships)).succeedsWithin(Duration.ofSeconds(30));
		assertThat(unanswered).isNotDone();
	}

	@Test
	void aCastIsRunInOrderWithCalls() {
		this.two.ownerships.grant(SLOT).active.join();
		Journal journal = this.one.journal();
		numbers(100).forEach(journal::note);
		assertThat(journal.all()).containsExactlyElementsOf(numbers(100));
		assertThat(journal).isEqualTo(journal).isNotEqualTo(this.one.journal());
	}

	@Test
	void stateMovesWithTheSlotAndCallsInFlightArriveOnceAndInOrder() {
		FakeCore.NodeCore.Tenure tenure = this.one.ownerships.grant(SLOT);
		tenure.active.join();
		Journal journal = this.three.journal();
		List<CompletableFuture<Integer>> calls = Collections.synchronizedList(new ArrayList<>());
		Thread caller = new Thread(() -> numbers(3000).forEach((number) -> {
			calls.add(journal.append(number));
			Thread.yield();
		}));
		caller.start();
		await().atMost(Duration.ofSeconds(30)).until(() -> !calls.isEmpty() && calls.get(0).isDone());
		for (int i = 0; i < 10; i++) {
			tenure = tenure.moveTo((i % 2 == 0) ? this.two.ownerships : this.one.ownerships).join();
			tenure.active.join();
		}
		await().atMost(Duration.ofSeconds(30)).until(() -> !caller.isAlive());
		calls.forEach(CompletableFuture::join);
		assertThat(journal.all()).containsExactlyElementsOf(numbers(3000));
		assertThat(this.one.stage.events).doesNotContain("overlap");
		assertThat(this.one.workers.statistics().get(0).takenOver()).isPositive();
	}

	@Test
	void aWorkerThatMovesIsStoppedAfterItsSnapshotAndStartedAfterItsRestore() {
		FakeCore.NodeCore.Tenure tenure = this.one.ownerships.grant(SLOT);
		this.three.journal().add(7);
		tenure.moveTo(this.two.ownerships).join().active.join();
		assertThat(this.one.stage.events).containsExactly("start k1", "snapshot k1", "stop k1");
		assertThat(this.two.stage.events).containsExactly("restore k1", "start k1");
		assertThat(this.one.workers.list("journal")).isEmpty();
		assertThat(this.two.workers.list("journal")).containsExactly(KEY);
	}

	@Test
	void aWorkerThatIsPutAsideKeepsWhatItHandsOverAlsoOverAMove() {
		this.limits = new WorkerLimits(100, Overflow.REJECT, Duration.ofMillis(100), 0);
		TestNode four = new TestNode(4);
		FakeCore.NodeCore.Tenure tenure = four.ownerships.grant(SLOT);
		Journal journal = this.three.journal();
		journal.add(7);
		await().atMost(Duration.ofSeconds(30)).until(() -> four.workers.list("journal").isEmpty());
		assertThat(journal.all()).containsExactly(7);
		await().atMost(Duration.ofSeconds(30)).until(() -> four.workers.list("journal").isEmpty());
		tenure.moveTo(this.two.ownerships).join().active.join();
		assertThat(journal.all()).containsExactly(7);
		assertThat(four.stage.events).containsSubsequence("snapshot k1", "stop k1", "restore k1", "start k1");
		four.workers.close();
	}

	@Test
	void aLargeStateMovesInParts() {
		FakeCore.NodeCore.Tenure tenure = this.one.ownerships.grant(SLOT);
		this.three.journal().fill(3_000_000);
		int before = this.network.sent.get();
		tenure.moveTo(this.two.ownerships).join().active.join();
		assertThat(this.network.sent.get() - before).isGreaterThanOrEqualTo(3);
		assertThat(this.three.journal().size()).isEqualTo(3_000_000);
	}

	@Test
	void stateIsSentAgainWhenAnotherNodeGetsTheSlot() {
		FakeCore.NodeCore.Tenure tenure = this.one.ownerships.grant(SLOT);
		this.three.journal().add(7);
		tenure.releaseTo(this.two.id).join();
		tenure.releaseTo(this.three.id).join();
		tenure.cedeTo(this.three.ownerships).active.join();
		assertThat(this.two.journal().all()).containsExactly(7);
		assertThat(this.two.journal().node()).isEqualTo(this.three.id.toString());
	}

	@Test
	void aSlotThatIsLostRefusesWhatWaitsAndInterruptsWhatRuns() throws Exception {
		FakeCore.NodeCore.Tenure tenure = this.one.ownerships.grant(SLOT);
		Journal journal = this.three.journal();
		CompletableFuture<String> running = journal.block();
		assertThat(this.one.stage.blocked.await(30, TimeUnit.SECONDS)).isTrue();
		List<CompletableFuture<Integer>> queued = IntStream.range(0, 10).mapToObj(journal::append).toList();
		tenure.revoke();
		assertThat(running.join()).isEqualTo("interrupted");
		this.two.ownerships.grant(SLOT);
		queued.forEach(CompletableFuture::join);
		assertThat(journal.all()).containsExactlyElementsOf(numbers(10));
		assertThat(journal.node()).isEqualTo(this.two.id.toString());
		await().atMost(Duration.ofSeconds(30)).until(() -> this.one.stage.events.contains("stop k1"));
		assertThat(this.one.stage.events).doesNotContain("snapshot k1");
	}

	@Test
	void nothingRunsBehindAClosedFence() {
		FakeCore.NodeCore.Tenure tenure = this.one.ownerships.grant(SLOT);
		Journal journal = this.three.workers.of(Journal.class).withTimeout(Duration.ofMillis(300)).get(KEY);
		journal.add(1);
		tenure.fence().close();
		assertThatExceptionOfType(CallException.class).isThrownBy(() -> journal.add(2))
			.satisfies((ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.DID_NOT_RUN));
	}

	@Test
	void aTimerThatWouldRepeatWithoutAPauseIsRefused() {
		CompletableFuture<WorkerContext> made = new CompletableFuture<>();
		this.one.workers.define(WorkerTypeDefinition.of(SentryWorker.class, (context) -> {
			made.complete(context);
			return new SentryWorker(context);
		}));
		this.one.ownerships.grant(new ResourceKey("slot", "sentry", SlotHash.slot(KEY, 4))).active.join();
		assertThat(this.one.workers.of(Sentry.class).get(KEY).look()).succeedsWithin(Duration.ofSeconds(30));
		WorkerContext context = made.join();
		CompletableFuture<String> ran = new CompletableFuture<>();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> context.every(Duration.ZERO, () -> ran.complete("again and again")))
			.withMessageContaining("/k1 must be positive");
		context.after(Duration.ZERO, () -> ran.complete("once"));
		assertThat(ran).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("once");
	}

	@Test
	void whoWaitsForAnOwnerIsToldWhenItsNodeEnds() {
		WorkerSupervisor journals = this.one.workers.supervisor(Journal.class).withTimeout(Duration.ofMinutes(30));
		CompletionStage<StartResult> waits = journals.startAsync(KEY);
		CompletionStage<Map<String, StartResult>> many = journals
			.startAll(IntStream.range(0, 2_000).mapToObj((number) -> "k" + number).toList());
		this.one.workers.close();
		assertThat(waits).succeedsWithin(Duration.ofSeconds(30)).satisfies(WorkerNodeTests::assertEnded);
		assertThat(many).succeedsWithin(Duration.ofSeconds(30))
			.satisfies(
					(results) -> assertThat(results).hasSize(2_000).allSatisfy((key, result) -> assertEnded(result)));
		assertEnded(journals.start(KEY));
	}

	private static void assertEnded(StartResult result) {
		assertThat(result).isInstanceOfSatisfying(NotDone.class, (no) -> {
			assertThat(no.reason()).isEqualTo(NotDone.Reason.DRAINING);
			assertThat(no.outcome()).isEqualTo(Outcome.DID_NOT_RUN);
		});
	}

	@Test
	void aWorkerOfATypeThatNobodyRunsIsNotStarted() {
		assertThat(this.one.workers.supervisor("unknown").start(KEY)).isInstanceOfSatisfying(NotDone.class, (no) -> {
			assertThat(no.reason()).isEqualTo(NotDone.Reason.NO_OWNER);
			assertThat(no.detail()).contains("No node offers to run worker type 'unknown'");
		});
	}

	@Test
	void anInterfaceOfNoTypeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.workers.of(Runnable.class))
			.withMessageContaining("name the type");
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.workers.of(JournalWorker.class))
			.withMessageContaining("name one that it implements, of [interface io.distsys.worker.Journal]");
	}

	private static List<Integer> numbers(int count) {
		return IntStream.range(0, count).boxed().toList();
	}

	private final class TestNode {

		private final NodeId id;

		private final NodeCore ownerships;

		private final Stage stage = new Stage();

		private final List<WorkerEvent> events = Collections.synchronizedList(new ArrayList<>());

		private final WorkerNode workers;

		private TestNode(long number) {
			this.id = new NodeId(0, number);
			this.ownerships = WorkerNodeTests.this.core.node(this.id);
			this.workers = new WorkerNode(
					new WorkerNode.Seams(new FakeMembership(SimulatedMembership.node(number)),
							WorkerNodeTests.this.network.connect(this.id), new JavaCodec(), this.ownerships,
							WorkerNodeTests.this.loop, WorkerNodeTests.this.executor, new Random(number)),
					new WorkerSettings(Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(5),
							Duration.ofSeconds(10)),
					this.events::add);
			this.workers.define(
					WorkerTypeDefinition.of(JournalWorker.class, (context) -> new JournalWorker(context, this.stage))
						.withRestartPolicy(WorkerNodeTests.this.policy)
						.withLimits(WorkerNodeTests.this.limits));
			this.workers.start();
		}

		private Journal journal() {
			return journal(KEY);
		}

		private Journal journal(String key) {
			return this.workers.of(Journal.class).get(key);
		}

	}

}
