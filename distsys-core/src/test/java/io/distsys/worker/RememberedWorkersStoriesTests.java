package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Outcome;
import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What becomes of workers that were started, over the real core in virtual time. */
class RememberedWorkersStoriesTests {

	private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

	private final SimulatedWorkers cluster = new SimulatedWorkers(11);

	@BeforeEach
	void startThree() {
		for (int i = 0; i < 3; i++) {
			this.cluster.start();
		}
		this.cluster.settle();
	}

	@Test
	void aStartedWorkerRunsOnOneNodeAndASecondStartFindsIt() {
		StartResult first = await(any().sentries().startAsync("a"));
		assertThat(first).isInstanceOf(StartResult.Started.class);
		assertThat(await(any().sentries().startAsync("a")))
			.isEqualTo(new StartResult.AlreadyRunning(((StartResult.Started) first).node()));
		assertThat(running()).containsExactly("a");
		assertThat(await(any().sentries().whereIs("a")))
			.isEqualTo(new WorkerLocation.Running(((StartResult.Started) first).node()));
	}

	@Test
	void whatWasStartedRunsAgainAfterEachOfManyKillsAndNothingElse() {
		startAll();
		for (int i = 0; i < 4; i++) {
			any().kill();
			this.cluster.start();
			this.cluster.settle();
			assertThat(running()).containsExactlyElementsOf(KEYS);
		}
	}

	@Test
	void whatIsTakenOverFromALostNodeIsToldAndCountedAndWhatIsHandedOverIsNot() {
		startAll();
		Process drained = any();
		drained.drain();
		this.cluster.time.runFor(Duration.ofSeconds(10));
		assertThat(takenOver()).isEmpty();
		this.cluster.replace(drained, Duration.ofSeconds(1));
		this.cluster.settle();
		assertThat(takenOver()).isEmpty();
		Process killed = any();
		List<String> lost = killed.workers.list("sentry");
		this.cluster.replace(killed, Duration.ofSeconds(5));
		this.cluster.settle();
		assertThat(lost).isNotEmpty();
		assertThat(takenOver()).containsExactlyInAnyOrderElementsOf(lost);
		assertThat(this.cluster.alive()
			.stream()
			.flatMap((process) -> process.workers.statistics().stream())
			.mapToLong((type) -> type.restartsByReason().getOrDefault(RestartReason.NODE_LOST, 0L))
			.sum()).isEqualTo(lost.size());
	}

	private List<String> takenOver() {
		return this.cluster.alive()
			.stream()
			.flatMap((process) -> process.events.stream())
			.filter(WorkerEvent.WorkerTakenOver.class::isInstance)
			.map(WorkerEvent::key)
			.toList();
	}

	@Test
	void aStartOfWhatRunsAlreadyIsNotAnsweredBeforeItsNewOwnerHasABackup() {
		startAll();
		Process killed = any();
		String lost = killed.workers.list("sentry").get(0);
		killed.kill();
		this.cluster.time.runUntil("it runs elsewhere", Duration.ofSeconds(20), () -> holder(lost).isPresent());
		Process owner = holder(lost).orElseThrow();
		this.cluster.network.isolate(owner.id());
		CompletionStage<StartResult> start = owner.sentries().startAsync(lost);
		this.cluster.time.runFor(Duration.ofMillis(500));
		assertThat(start).isNotCompleted();
		this.cluster.network.heal();
		assertThat(await(start)).isInstanceOf(NotDone.class);
	}

	@Test
	void whatWasStartedOutlivesARollingUpdate() {
		startAll();
		List<Process> first = List.copyOf(this.cluster.alive());
		for (Process old : first) {
			old.drain();
			this.cluster.time.runFor(Duration.ofSeconds(10));
			old.kill();
			this.cluster.start();
			this.cluster.settle();
		}
		assertThat(this.cluster.alive()).doesNotContainAnyElementsOf(first);
		assertThat(running()).containsExactlyElementsOf(KEYS);
	}

	@Test
	void whatWasStartedOutlivesAStallThatEndsAllLeases() {
		startAll();
		this.cluster.alive().forEach((process) -> process.loop.pause());
		this.cluster.time.runFor(Duration.ofSeconds(4));
		this.cluster.alive().forEach((process) -> process.loop.resume());
		this.cluster.settle();
		assertThat(running()).containsExactlyElementsOf(KEYS);
	}

	@Test
	void whatANodeHasSentIsForgottenAMinuteAfterItHasGone() {
		Process caller = any();
		KEYS.forEach((key) -> await(caller.sentries().startAsync(key)));
		assertThat(others(caller)).anyMatch((process) -> process.workers.knows(caller.id()));
		caller.kill();
		this.cluster.time.runFor(Duration.ofSeconds(50));
		assertThat(this.cluster.alive()).anyMatch((process) -> process.workers.knows(caller.id()));
		this.cluster.time.runFor(Duration.ofSeconds(20));
		assertThat(this.cluster.alive()).noneMatch((process) -> process.workers.knows(caller.id()));
	}

	@Test
	void whatANodeHasSentThatWasOnlyCutOffIsNotForgotten() {
		Process caller = any();
		KEYS.forEach((key) -> await(caller.sentries().startAsync(key)));
		List<Process> knew = others(caller).stream().filter((process) -> process.workers.knows(caller.id())).toList();
		this.cluster.isolate(caller, Duration.ofSeconds(20));
		this.cluster.time.runFor(Duration.ofSeconds(90));
		assertThat(knew).isNotEmpty().allMatch((process) -> process.workers.knows(caller.id()));
	}

	private List<Process> others(Process process) {
		return this.cluster.alive().stream().filter((other) -> other != process).toList();
	}

	@Test
	void whatWasStoppedStaysStoppedOverKillsThoughAnOldBackupComesBack() {
		startAll();
		Process away = any();
		this.cluster.network.isolate(away.id());
		this.cluster.time.runFor(Duration.ofSeconds(12));
		this.cluster.awaitOwnedBy(List.of(this.cluster.alive().get(1), this.cluster.alive().get(2)));
		Process caller = this.cluster.alive().get(1);
		KEYS.forEach((key) -> assertThat(await(caller.sentries().stopAsync(key))).as(key)
			.isInstanceOf(StopResult.Stopped.class));
		this.cluster.network.heal();
		this.cluster.settle();
		assertThat(running()).isEmpty();
		for (int i = 0; i < 3; i++) {
			this.cluster.alive().stream().filter((process) -> process != away).findFirst().orElseThrow().kill();
			this.cluster.start();
			this.cluster.settle();
			assertThat(running()).isEmpty();
		}
		assertThat(copies()).isZero();
	}

	@Test
	void aStopThatWaitedForTheNextOwnerIsTheLastWord() {
		startAll();
		Process hung = this.cluster.alive().get(2);
		Process asker = this.cluster.alive().get(0);
		String key = hung.workers.list("sentry").get(0);
		this.cluster.network.isolate(hung.id());
		this.cluster.time.runUntil("another node is given the slot", Duration.ofSeconds(20),
				() -> asker.workers.of(Sentry.class).whereIs(key).filter(hung.id()::equals).isEmpty());
		assertThat(await(asker.sentries().stopAsync(key))).isInstanceOf(StopResult.Stopped.class);
		this.cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(running()).doesNotContain(key).hasSize(KEYS.size() - 1);
	}

	@Test
	void aWorkerThatWasStoppedWithItsStateBeginsAnew() {
		Process caller = any();
		await(caller.purse("a").add(1));
		WorkerSupervisor purses = caller.workers.supervisor(Purse.class);
		assertThat(await(purses.stopAsync("a"))).isInstanceOf(StopResult.Stopped.class);
		assertThat(await(purses.stopAsync("a"))).isEqualTo(new StopResult.NotRunning());
		assertThat(await(caller.purse("a").coins())).isEmpty();
	}

	@Test
	void aWorkerThatStopsItselfIsForgotten() {
		await(any().sentries().startAsync("a"));
		assertThat(await(any().sentry("a").leave())).isEqualTo(1);
		this.cluster.time.runFor(Duration.ofSeconds(1));
		any().kill();
		this.cluster.start();
		this.cluster.settle();
		assertThat(running()).isEmpty();
		assertThat(await(any().sentry("a").look())).isEqualTo(1);
	}

	@Test
	void nothingIsLeftOfWorkersThatWereStoppedOrHaveStoppedThemselves() {
		startAll();
		KEYS.forEach((key) -> await(any().sentries().stopAsync(key)));
		await(any().sentries().startAsync("other"));
		await(any().sentry("other").leave());
		await(any().sentry("called").leave());
		await(any().purse("rich").add(1));
		await(any().workers.supervisor(Purse.class).stopAsync("rich"));
		this.cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(this.cluster.alive())
			.allMatch((process) -> process.workers.cells("sentry") + process.workers.cells("purse") == 0);
	}

	@Test
	void aWorkerThatOnlyWasCalledIsNotRememberedUntilItIsStarted() {
		await(any().sentry("a").look());
		assertThat(copies()).isZero();
		assertThat(await(any().sentries().startAsync("a"))).isInstanceOf(StartResult.Started.class);
		assertThat(copies()).isEqualTo(2);
		assertThat(await(any().sentry("a").look())).isEqualTo(2);
	}

	@Test
	void aStartedWorkerThatBreaksRunsAgainUncalled() {
		await(any().sentries().startAsync("a"));
		any().sentry("a").trip();
		this.cluster.time.runFor(Duration.ofSeconds(2));
		assertThat(running()).containsExactly("a");
		assertThat(await(any().sentry("a").look())).isEqualTo(1);
	}

	@Test
	void aRestartBeginsAnewAndOneOfNobodyDoesNothing() {
		await(any().sentries().startAsync("a"));
		await(any().sentry("a").look());
		assertThat(await(any().sentries().restartAsync("a"))).isInstanceOf(RestartResult.Restarted.class);
		assertThat(await(any().sentry("a").look())).isEqualTo(1);
		assertThat(await(any().sentries().restartAsync("b"))).isEqualTo(new RestartResult.NotRunning());
		assertThat(running()).containsExactly("a");
	}

	@Test
	void aStartWithoutAQuorumSaysSo() {
		Process alone = any();
		this.cluster.network.isolate(alone.id());
		this.cluster.time.runFor(Duration.ofSeconds(8));
		var start = alone.sentries().withTimeout(Duration.ofMinutes(30)).startAsync("a");
		this.cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(start).as("nobody waits for what cannot come").isCompleted();
		assertThat(await(start)).isInstanceOfSatisfying(NotDone.class, (no) -> {
			assertThat(no.reason()).isEqualTo(NotDone.Reason.NO_QUORUM);
			assertThat(no.outcome()).isEqualTo(Outcome.DID_NOT_RUN);
		});
	}

	@Test
	void aStartThatWaitsEndsWithTheHopeOfAnOwner() {
		Process alone = any();
		this.cluster.network.isolate(alone.id());
		this.cluster.time.runFor(Duration.ofMillis(2_500));
		var start = alone.sentries().withTimeout(Duration.ofMinutes(30)).startAsync("a");
		this.cluster.time.runFor(Duration.ofMillis(200));
		assertThat(start).as("there may be another leader yet").isNotCompleted();
		this.cluster.time.runFor(Duration.ofSeconds(8));
		assertThat(start).isCompleted();
		assertThat(await(start)).isInstanceOf(NotDone.class);
	}

	@Test
	void aStartWhoseOwnerIsKilledMayHaveBeenMade() {
		Process owner = slotOwner("a");
		Process caller = other(owner);
		CompletionStage<StartResult> start = caller.sentries().startAsync("a");
		this.cluster.time.runUntil("it runs, and nobody else knows", Duration.ofSeconds(1),
				() -> owner.workers.list("sentry").contains("a"));
		assertThat(start).isNotCompleted();
		owner.kill();
		assertMayHaveRun(await(start), NotDone.Reason.UNREACHABLE);
		this.cluster.settle();
		assertThat(await(caller.sentries().startAsync("a"))).as("asked again").isNotInstanceOf(NotDone.class);
	}

	@Test
	void aStartWhoseOwnerStandsStillMayHaveBeenMade() {
		Process owner = slotOwner("a");
		Process caller = other(owner);
		owner.loop.pause();
		CompletionStage<StartResult> start = caller.sentries().withTimeout(Duration.ofSeconds(1)).startAsync("a");
		this.cluster.time.runFor(Duration.ofMillis(1_100));
		assertThat(start).isCompleted();
		assertMayHaveRun(await(start), NotDone.Reason.TIMEOUT);
		owner.loop.resume();
		assertThat(await(caller.sentries().startAsync("a"))).as("asked again").isNotInstanceOf(NotDone.class);
	}

	private Process slotOwner(String key) {
		return process(any().workers.of(Sentry.class).whereIs(key).orElseThrow());
	}

	private static void assertMayHaveRun(StartResult result, NotDone.Reason reason) {
		assertThat(result).isInstanceOfSatisfying(NotDone.class, (no) -> {
			assertThat(no.reason()).isEqualTo(reason);
			assertThat(no.outcome()).isEqualTo(Outcome.MAY_HAVE_RUN);
		});
	}

	@Test
	void aStageThatNeverEndsDoesNotKeepItsSlotFromMoving() {
		Process caller = any();
		await(caller.sentries().startAsync("a"));
		WorkerLocation.Running before = (WorkerLocation.Running) await(caller.sentries().whereIs("a"));
		Process owner = process(before.node());
		CompletionStage<String> never = caller.workers.of(Sentry.class)
			.withTimeout(Duration.ofMinutes(5))
			.get("a")
			.never();
		this.cluster.time.runFor(Duration.ofSeconds(1));
		owner.drain();
		this.cluster.time.runFor(Duration.ofSeconds(18));
		assertThat(never.toCompletableFuture()).isCompletedExceptionally();
		assertThat(await(other(owner).sentries().whereIs("a"))).isInstanceOf(WorkerLocation.Running.class)
			.isNotEqualTo(before);
	}

	@Test
	void aTimerRunsOnTheWorker() {
		assertThat(await(any().sentry("a").lookLater(500))).isEqualTo(1);
		assertThat(await(any().sentry("a").look())).isEqualTo(2);
	}

	@Test
	void aTimerThatRepeatsEndsWithItsInstanceByARestartACrashOrAMove() {
		await(any().sentries().startAsync("a"));
		any().sentry("a").keepLooking(1_000);
		this.cluster.time.runFor(Duration.ofMillis(3_500));
		assertThat(await(any().sentry("a").look())).isEqualTo(4);
		await(any().sentries().restartAsync("a"));
		assertNobodyLooks();
		any().sentry("a").keepLooking(1_000);
		any().sentry("a").trip();
		assertNobodyLooks();
		any().sentry("a").keepLooking(1_000);
		holder("a").orElseThrow().drain();
		this.cluster.time.runFor(Duration.ofSeconds(10));
		assertNobodyLooks();
	}

	/** But who asks. */
	private void assertNobodyLooks() {
		this.cluster.time.runFor(Duration.ofSeconds(5));
		assertThat(await(any().sentry("a").look())).isEqualTo(1);
		await(any().sentries().restartAsync("a"));
	}

	@Test
	void manyAreStartedAtOnceAndSpreadOverTheNodes() {
		List<String> keys = IntStream.range(0, 600).mapToObj((number) -> "k" + number).toList();
		Map<String, StartResult> results = await(any().sentries().startAll(keys));
		assertThat(results).hasSize(600);
		assertThat(results.values()).hasOnlyElementsOfType(StartResult.Started.class);
		WorkerCount count = await(any().sentries().count());
		assertThat(count.total()).isEqualTo(600);
		assertThat(count.byNode()).hasSize(3);
		assertThat(await(any().sentries().list()).workers()).hasSize(600);
	}

	@Test
	void ofManyOfWhichOneHasNoKeyNoneIsStarted() {
		List<String> keys = new ArrayList<>(IntStream.range(0, 600).mapToObj((number) -> "k" + number).toList());
		keys.add("");
		assertThatIllegalArgumentException().isThrownBy(() -> any().sentries().startAll(keys));
		this.cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(running()).isEmpty();
	}

	private void startAll() {
		assertThat(await(any().sentries().startAll(KEYS)).values()).hasOnlyElementsOfType(StartResult.Started.class);
	}

	private <T> T await(CompletionStage<T> stage) {
		return this.cluster.await(stage);
	}

	private Optional<Process> holder(String key) {
		return this.cluster.alive()
			.stream()
			.filter((process) -> process.workers.list("sentry").contains(key))
			.findFirst();
	}

	private Process any() {
		return this.cluster.alive().get(0);
	}

	private Process other(Process one) {
		return this.cluster.alive().stream().filter((process) -> process != one).findFirst().orElseThrow();
	}

	private Process process(NodeId id) {
		return this.cluster.alive().stream().filter((process) -> process.id().equals(id)).findFirst().orElseThrow();
	}

	/** By what each node runs: one that runs twice would be there twice. */
	private List<String> running() {
		return this.cluster.alive()
			.stream()
			.flatMap((process) -> process.workers.list("sentry").stream())
			.sorted()
			.toList();
	}

	private int copies() {
		return this.cluster.alive()
			.stream()
			.flatMap((process) -> process.workers.statistics().stream())
			.filter((statistics) -> statistics.type().equals("sentry"))
			.mapToInt(WorkerStatistics::copies)
			.sum();
	}

}
