package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException.RefusedException;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.worker.SimulatedWorkers.Process;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of workers that are idle, too many, overrun, or fed with poison. */
class WorkerLimitsStoriesTests {

	@Test
	void anIdleWorkerIsPutAsideAndStaysRemembered() {
		SimulatedWorkers cluster = three(new WorkerLimits(100, Overflow.REJECT, Duration.ofSeconds(3), 0));
		Process caller = cluster.alive().get(0);
		cluster.await(caller.sentries().startAsync("a"));
		assertThat(cluster.await(caller.sentry("a").look())).isEqualTo(1);
		cluster.time.runFor(Duration.ofSeconds(8));
		assertThat(cluster.await(caller.sentries().whereIs("a"))).isInstanceOf(WorkerLocation.Asleep.class);
		assertThat(cluster.await(caller.sentry("a").look())).isEqualTo(1);
		assertThat(cluster.await(caller.sentry("a").look())).isEqualTo(2);
		cluster.time.runFor(Duration.ofSeconds(8));
		assertThat(cluster.await(caller.sentries().startAsync("a"))).isInstanceOf(StartResult.AlreadyRunning.class);
		assertThat(cluster.await(caller.sentries().stopAsync("a"))).isInstanceOf(StopResult.Stopped.class);
		assertThat(cluster.await(caller.sentries().whereIs("a"))).isInstanceOf(WorkerLocation.Absent.class);
	}

	@Test
	void aWorkerWithATimerIsNotPutAside() {
		SimulatedWorkers cluster = three(new WorkerLimits(100, Overflow.REJECT, Duration.ofSeconds(2), 0));
		Process caller = cluster.alive().get(0);
		CompletionStage<Integer> later = caller.workers.of(Sentry.class)
			.withTimeout(Duration.ofSeconds(20))
			.get("a")
			.lookLater(9_000);
		cluster.time.runFor(Duration.ofSeconds(8));
		assertThat(cluster.await(later)).isEqualTo(1);
	}

	@Test
	void moreWorkersThanANodeMayHoldPutTheOldestAside() {
		SimulatedWorkers cluster = three(new WorkerLimits(100, Overflow.REJECT, Duration.ZERO, 5));
		Process caller = cluster.alive().get(0);
		List<String> keys = IntStream.range(0, 60).mapToObj((number) -> "k" + number).toList();
		keys.forEach((key) -> assertThat(cluster.await(caller.sentries().startAsync(key)))
			.isInstanceOf(StartResult.Started.class));
		cluster.time.runFor(Duration.ofSeconds(3));
		assertThat(cluster.alive())
			.allSatisfy((process) -> assertThat(process.workers.list("sentry")).hasSizeBetween(1, 5));
		keys.forEach((key) -> assertThat(cluster.await(caller.sentry(key).look())).isPositive());
		cluster.time.runFor(Duration.ofSeconds(3));
		assertThat(cluster.alive()).allSatisfy((process) -> {
			assertThat(process.workers.list("sentry")).hasSizeLessThanOrEqualTo(5);
			assertThat(sentries(process).passivated()).isPositive();
		});
	}

	@Test
	void aNodeWhoseWorkersAreAllBusyRefusesToStartMore() {
		SimulatedWorkers cluster = three(new WorkerLimits(100, Overflow.REJECT, Duration.ZERO, 1));
		Process caller = cluster.alive().get(0);
		WorkerType<Sentry> patient = caller.workers.of(Sentry.class).withTimeout(Duration.ofSeconds(20));
		List<String> keys = IntStream.range(0, 20).mapToObj((number) -> "k" + number).toList();
		List<CompletionStage<Integer>> busy = keys.stream().map((key) -> patient.get(key).lookLater(9_000)).toList();
		cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(cluster.await(caller.sentries().startAsync("other"))).isInstanceOfSatisfying(NotDone.class,
				(no) -> assertThat(no.reason()).isEqualTo(NotDone.Reason.LIMIT));
		busy.forEach((call) -> assertThat(cluster.await(call)).isEqualTo(1));
	}

	@Test
	void aFullMailboxRefusesTheNewestCallOrTheOldest() {
		assertThat(refusedOfFive(Overflow.REJECT)).containsExactly(3, 4);
		assertThat(refusedOfFive(Overflow.DROP_OLDEST)).containsExactly(0, 1);
	}

	@Test
	void callsOfManyWorkersWaitForTheirSlotHoweverSmallTheirMailboxes() {
		MemoryStore store = new MemoryStore();
		SimulatedWorkers cluster = three(new WorkerLimits(1, Overflow.REJECT, Duration.ZERO, 0), store);
		NodeId owner = cluster.alive().get(0).workers.of(Sentry.class).whereIs("k0").orElseThrow();
		Map<Boolean, List<Process>> owning = cluster.alive()
			.stream()
			.collect(Collectors.partitioningBy((process) -> process.id().equals(owner)));
		List<String> keys = IntStream.range(0, 40)
			.mapToObj((number) -> "k" + number)
			.filter((key) -> SlotHash.slot(key, 4) == SlotHash.slot("k0", 4))
			.toList();
		store.failing = true;
		owning.get(true).forEach(Process::kill);
		cluster.time.runFor(Duration.ofSeconds(5));
		WorkerType<Sentry> sentries = owning.get(false).get(0).workers.of(Sentry.class)
			.withTimeout(Duration.ofSeconds(20));
		CompletionStage<Integer> late = sentries.withTimeout(Duration.ofMillis(500)).get("k0").look();
		List<CompletionStage<Integer>> calls = keys.stream().map((key) -> sentries.get(key).look()).toList();
		cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(late.toCompletableFuture()).as("its time is up, and it keeps no place").isCompletedExceptionally();
		store.failing = false;
		assertThat(calls).hasSizeGreaterThan(5).allSatisfy((call) -> assertThat(cluster.await(call)).isEqualTo(1));
	}

	@Test
	void callersOfAWorkerThatBlocksWaitInOrderUntilThereIsRoom() {
		SimulatedWorkers cluster = three(new WorkerLimits(3, Overflow.BLOCK, Duration.ZERO, 0));
		Process caller = cluster.alive().get(0);
		caller.sentry("a").trip();
		cluster.time.runFor(Duration.ofMillis(30));
		List<CompletableFuture<Integer>> calls = Stream.generate(() -> caller.sentry("a").look().toCompletableFuture())
			.limit(6)
			.toList();
		List<CompletableFuture<Integer>> tooMany = Stream
			.generate(() -> caller.sentry("a").look().toCompletableFuture())
			.limit(2)
			.toList();
		cluster.time.runFor(Duration.ofSeconds(3));
		assertThat(calls.stream().map(CompletableFuture::join)).containsExactly(1, 2, 3, 4, 5, 6);
		assertThat(tooMany).allMatch(WorkerLimitsStoriesTests::refused);
		assertThat(cluster.await(caller.sentry("a").look())).isEqualTo(7);
	}

	@Test
	void aNodeThatFloodsABlockingWorkerLeavesTheOthersTheirPlaces() {
		SimulatedWorkers cluster = three(new WorkerLimits(2, Overflow.BLOCK, Duration.ZERO, 0));
		Process flooding = cluster.alive().get(0);
		Process other = cluster.alive().get(1);
		flooding.sentry("a").trip();
		cluster.time.runFor(Duration.ofMillis(30));
		List<CompletableFuture<Integer>> flood = Stream
			.generate(() -> flooding.sentry("a").look().toCompletableFuture())
			.limit(20)
			.toList();
		cluster.time.runFor(Duration.ofMillis(10));
		CompletableFuture<Integer> call = other.sentry("a").look().toCompletableFuture();
		cluster.time.runFor(Duration.ofSeconds(3));
		assertThat(flood).filteredOn(WorkerLimitsStoriesTests::refused).hasSize(16);
		assertThat(call.join()).isEqualTo(5);
	}

	@Test
	void aCallWhoseTimeIsUpInTheLineDoesNotRun() {
		SimulatedWorkers cluster = three(new WorkerLimits(1, Overflow.BLOCK, Duration.ZERO, 0));
		Process caller = cluster.alive().get(0);
		caller.sentry("a").trip();
		cluster.time.runFor(Duration.ofMillis(30));
		CompletableFuture<Integer> patient = caller.sentry("a").look().toCompletableFuture();
		Sentry hasty = caller.workers.of(Sentry.class).withTimeout(Duration.ofMillis(10)).get("a");
		CompletableFuture<Integer> late = hasty.look().toCompletableFuture();
		cluster.time.runFor(Duration.ofMillis(20));
		CompletableFuture<Integer> next = caller.sentry("a").look().toCompletableFuture();
		cluster.time.runFor(Duration.ofSeconds(3));
		assertThat(late).isCompletedExceptionally();
		assertThat(patient.join()).isEqualTo(1);
		assertThat(next.join()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(Overflow.class)
	void aStopEndsAPauseHoweverManyCallsWaitForItsEnd(Overflow overflow) {
		SimulatedWorkers cluster = threeWithLongPauses(new WorkerLimits(2, overflow, Duration.ZERO, 0));
		Process caller = cluster.alive().get(0);
		caller.sentry("a").trip();
		cluster.time.runFor(Duration.ofSeconds(1));
		List<CompletableFuture<Integer>> calls = Stream.generate(() -> caller.sentry("a").look().toCompletableFuture())
			.limit(6)
			.toList();
		cluster.time.runFor(Duration.ofMillis(30));
		CompletionStage<StopResult> stop = caller.sentries().stopAsync("a");
		cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(cluster.await(stop)).isInstanceOf(StopResult.Stopped.class);
		assertThat(calls).allMatch(CompletableFuture::isCompletedExceptionally)
			.filteredOn((call) -> !refused(call))
			.hasSize((overflow == Overflow.BLOCK) ? 4 : 2);
		assertThat(cluster.await(caller.sentry("a").look())).isEqualTo(1);
	}

	@Test
	void aStopThatStandsInTheLineWhenTheWorkerBreaksEndsThePause() {
		SimulatedWorkers cluster = threeWithLongPauses(new WorkerLimits(2, Overflow.BLOCK, Duration.ZERO, 0));
		Process caller = cluster.alive().get(0);
		for (int i = 0; i < 3; i++) {
			caller.sentry("a").trip();
		}
		CompletionStage<StopResult> stop = caller.sentries().stopAsync("a");
		cluster.time.runFor(Duration.ofSeconds(2));
		assertThat(stop.toCompletableFuture()).isCompletedWithValueMatching(StopResult.Stopped.class::isInstance);
	}

	@Test
	void whoIsRefusedIsToldByWhichNode() {
		SimulatedWorkers cluster = threeWithLongPauses(new WorkerLimits(1, Overflow.REJECT, Duration.ZERO, 0));
		Process holder = holder(cluster);
		Process caller = tripsFromElsewhere(cluster);
		caller.sentry("a").look();
		assertThatThrownBy(() -> cluster.await(caller.sentry("a").look())).hasCauseInstanceOf(RefusedException.class)
			.hasMessageContaining("was refused by node %s (%s): MAILBOX_FULL", holder, holder.id().abbreviated());
	}

	@Test
	void aStartThatFindsAFullMailboxSaysSo() {
		SimulatedWorkers cluster = threeWithLongPauses(new WorkerLimits(1, Overflow.REJECT, Duration.ZERO, 0));
		Process caller = tripsFromElsewhere(cluster);
		caller.sentry("a").look();
		assertThat(cluster.await(caller.sentries().startAsync("a"))).isInstanceOfSatisfying(NotDone.class, (no) -> {
			assertThat(no.reason()).isEqualTo(NotDone.Reason.MAILBOX_FULL);
			assertThat(no.outcome()).isEqualTo(Outcome.DID_NOT_RUN);
		});
	}

	@Test
	void aCastThatIsRefusedIsADeadLetterOfTheNodeThatHasMadeIt() {
		SimulatedWorkers cluster = threeWithLongPauses(new WorkerLimits(1, Overflow.REJECT, Duration.ZERO, 0));
		Process caller = tripsFromElsewhere(cluster);
		caller.sentry("a").keepLooking(1_000);
		caller.sentry("a").keepLooking(2_000);
		cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(deadLetters(caller)).singleElement().satisfies((letter) -> {
			assertThat(letter.key()).isEqualTo("a");
			assertThat(letter.method()).startsWith("keepLooking(");
			assertThat(letter.sender()).isEqualTo(caller.id());
			assertThat(letter.cause()).hasMessageContaining("MAILBOX_FULL").hasMessageEndingWith("(did not run)");
		});
		assertThat(caller.workers.deadLetters()).isEqualTo(1);
	}

	@Test
	void aCastOfAMethodThatItsWorkerDoesNotHaveIsADeadLetterOfThatWorker() {
		SimulatedWorkers cluster = threeWithLongPauses(WorkerLimits.ofDefaults());
		elsewhere(cluster).workers.of(Relieved.class, "sentry").get("a").relieve();
		cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(cluster.alive()).flatMap(WorkerLimitsStoriesTests::deadLetters)
			.singleElement()
			.satisfies((letter) -> {
				assertThat(letter.method()).startsWith("relieve(");
				assertThat(letter.cause()).isInstanceOfSatisfying(RefusedException.class,
						(refused) -> assertThat(refused.refusal()).isEqualTo(Refusal.NO_SUCH_ADDRESS));
			});
		assertThat(deadLetters(holder(cluster))).hasSize(1);
	}

	/** What a newer release of a sentry can do. */
	interface Relieved {

		@Cast
		void relieve();

	}

	@Test
	void soIsACastForWhichThereIsNoQuorum() {
		SimulatedWorkers cluster = threeWithLongPauses(WorkerLimits.ofDefaults());
		Process caller = elsewhere(cluster);
		cluster.network.isolate(caller.id());
		cluster.time.runFor(Duration.ofSeconds(20));
		caller.sentry("a").trip();
		cluster.time.runFor(Duration.ofSeconds(20));
		assertThat(deadLetters(caller)).singleElement()
			.satisfies((letter) -> assertThat(letter.cause()).hasMessageContaining("NO_QUORUM")
				.hasMessageEndingWith("(did not run)"));
	}

	@Test
	void aCastThatStandsInTheLineForTooLongIsOneDeadLetter() {
		SimulatedWorkers cluster = threeWithLongPauses(new WorkerLimits(1, Overflow.BLOCK, Duration.ZERO, 0));
		Process caller = tripsFromElsewhere(cluster);
		caller.sentry("a").look();
		caller.sentry("a").keepLooking(100_000);
		cluster.time.runFor(Duration.ofSeconds(35));
		caller.sentry("a").look();
		cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(cluster.alive()).flatMap(WorkerLimitsStoriesTests::deadLetters)
			.filteredOn((letter) -> letter.method().startsWith("keepLooking("))
			.singleElement()
			.satisfies((letter) -> assertThat(letter.cause()).hasMessageEndingWith("(may have run)"));
	}

	private static List<WorkerEvent.DeadLetter> deadLetters(Process process) {
		return process.events.stream()
			.filter(WorkerEvent.DeadLetter.class::isInstance)
			.map(WorkerEvent.DeadLetter.class::cast)
			.toList();
	}

	private static Process holder(SimulatedWorkers cluster) {
		return cluster.alive()
			.stream()
			.filter((process) -> process.workers.list("sentry").contains("a"))
			.findFirst()
			.orElseThrow();
	}

	private static Process elsewhere(SimulatedWorkers cluster) {
		Process holder = holder(cluster);
		return cluster.alive().stream().filter((process) -> process != holder).findFirst().orElseThrow();
	}

	/** A node on which the worker does not live, and from which it is broken. */
	private static Process tripsFromElsewhere(SimulatedWorkers cluster) {
		Process caller = elsewhere(cluster);
		caller.sentry("a").trip();
		cluster.time.runFor(Duration.ofSeconds(1));
		return caller;
	}

	private static SimulatedWorkers threeWithLongPauses(WorkerLimits limits) {
		RestartPolicy policy = new RestartPolicy(5, Duration.ofMinutes(10), Duration.ofSeconds(60),
				Duration.ofSeconds(60), 0);
		SimulatedWorkers cluster = started(
				new SimulatedWorkers(5, 3, (definition) -> definition.withLimits(limits).withRestartPolicy(policy)));
		cluster.await(cluster.alive().get(0).sentries().startAsync("a"));
		return cluster;
	}

	private static List<Integer> refusedOfFive(Overflow overflow) {
		SimulatedWorkers cluster = three(new WorkerLimits(3, overflow, Duration.ZERO, 0));
		Process caller = cluster.alive().get(0);
		caller.sentry("a").trip();
		cluster.time.runFor(Duration.ofMillis(30));
		List<CompletableFuture<Integer>> calls = Stream.generate(() -> caller.sentry("a").look().toCompletableFuture())
			.limit(5)
			.toList();
		cluster.time.runFor(Duration.ofSeconds(3));
		assertThat(calls).allMatch(CompletableFuture::isDone);
		return IntStream.range(0, 5).filter((number) -> refused(calls.get(number))).boxed().toList();
	}

	private static boolean refused(CompletableFuture<Integer> call) {
		return call
			.handle((value, failure) -> failure instanceof RefusedException refused
					&& refused.refusal() == Refusal.MAILBOX_FULL)
			.join();
	}

	@Test
	void poisonEndsInDeadLettersAndHurtsNoNeighbour() {
		SimulatedWorkers cluster = three(WorkerLimits.ofDefaults());
		Process caller = cluster.alive().get(0);
		List<String> neighbours = IntStream.range(0, 30).mapToObj((number) -> "k" + number).toList();
		for (int i = 0; i < 8; i++) {
			caller.sentry("poisoned").trip();
		}
		neighbours.forEach((key) -> assertThat(cluster.await(caller.sentry(key).look())).isEqualTo(1));
		cluster.time.runFor(Duration.ofSeconds(30));
		neighbours.forEach((key) -> assertThat(cluster.await(caller.sentry(key).look())).isEqualTo(2));
		List<WorkerEvent> events = cluster.alive().stream().flatMap((process) -> process.events.stream()).toList();
		assertThat(events).filteredOn(WorkerEvent.DeadLetter.class::isInstance).hasSize(8).allSatisfy((event) -> {
			WorkerEvent.DeadLetter letter = (WorkerEvent.DeadLetter) event;
			assertThat(letter.key()).isEqualTo("poisoned");
			assertThat(letter.method()).contains("trip");
			assertThat(letter.sender()).isEqualTo(caller.id());
		});
		assertThat(events).filteredOn(WorkerEvent.WorkerRestarted.class::isInstance).hasSize(5);
		assertThat(events).filteredOn(WorkerEvent.WorkerGivenUp.class::isInstance).hasSize(1);
	}

	private static SimulatedWorkers three(WorkerLimits limits) {
		return three(limits, null);
	}

	private static SimulatedWorkers three(WorkerLimits limits, @Nullable WorkerStore store) {
		SimulatedWorkers cluster = new SimulatedWorkers(5, 3, (definition) -> definition.withLimits(limits));
		cluster.store = store;
		return started(cluster);
	}

	private static SimulatedWorkers started(SimulatedWorkers cluster) {
		for (int i = 0; i < 3; i++) {
			cluster.start();
		}
		cluster.settle();
		return cluster;
	}

	private static WorkerStatistics sentries(Process process) {
		return process.workers.statistics()
			.stream()
			.filter((statistics) -> statistics.type().equals("sentry"))
			.findFirst()
			.orElseThrow();
	}

}
