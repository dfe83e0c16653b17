package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.distsys.fakes.Warnings;
import io.distsys.messaging.Outcome;
import io.distsys.worker.GearWorker.Bench;
import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** When a started worker runs again without a call. */
class RestartTypeStoriesTests {

	private static final Duration WINDOW = Duration.ofMinutes(10);

	private final Bench bench = new Bench();

	@Test
	void aTemporaryWorkerRunsAgainNeitherAfterACrashNorElsewhere() {
		SimulatedWorkers cluster = three(Restart.TEMPORARY);
		assertThat(cluster.await(any(cluster).sentries().startAsync("a"))).isInstanceOf(StartResult.Started.class);
		assertThat(cluster.await(any(cluster).sentries().startAsync("a")))
			.isInstanceOf(StartResult.AlreadyRunning.class);
		any(cluster).sentry("a").trip();
		cluster.time.runFor(Duration.ofSeconds(3));
		assertThat(running(cluster)).isEmpty();
		assertThat(restarts(cluster)).as("nobody is told that it runs again").isEmpty();
		assertThat(counted(cluster, WorkerStatistics::restarts)).isZero();
		cluster.await(any(cluster).sentries().startAsync("b"));
		assertThat(running(cluster)).containsExactly("b");
		holder(cluster, "b").kill();
		cluster.settle();
		assertThat(running(cluster)).isEmpty();
		assertThat(cluster.await(any(cluster).sentry("b").look())).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(Restart.class)
	void aCrashOfWhichNobodyHearsIsInTheLog(Restart restart) {
		SimulatedWorkers cluster = three(restart);
		cluster.await(any(cluster).sentries().startAsync("a"));
		List<ILoggingEvent> warnings = Warnings.during(WorkerCrashes.class, () -> {
			any(cluster).sentry("a").trip();
			cluster.time.runFor(Duration.ofSeconds(1));
		});
		assertThat(warnings).singleElement().satisfies((warning) -> {
			assertThat(warning.getFormattedMessage()).startsWith("A worker crashed and is made anew")
				.contains(" type=sentry key=a ");
			assertThat(warning.getThrowableProxy().getMessage()).isEqualTo("tripped");
		});
	}

	@Test
	void aPermanentWorkerThatStopsItselfBeginsAnewAndIsStillRemembered() {
		SimulatedWorkers cluster = three(Restart.PERMANENT);
		cluster.await(any(cluster).sentries().startAsync("a"));
		cluster.await(any(cluster).sentry("a").look());
		assertThat(cluster.await(any(cluster).sentry("a").leave())).isEqualTo(2);
		cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(running(cluster)).containsExactly("a");
		assertThat(cluster.await(any(cluster).sentry("a").look())).isEqualTo(1);
		holder(cluster, "a").kill();
		cluster.settle();
		assertThat(running(cluster)).containsExactly("a");
		assertThat(cluster.await(any(cluster).sentries().stopAsync("a"))).isInstanceOf(StopResult.Stopped.class);
		assertThat(running(cluster)).isEmpty();
	}

	@Test
	void aPermanentWorkerThatEndsItselfAgainAndAgainIsGivenUp() {
		SimulatedWorkers cluster = three((definition) -> definition.withRestart(Restart.PERMANENT)
			.withRestartPolicy(new RestartPolicy(2, WINDOW, Duration.ofMillis(100), Duration.ofSeconds(1), 0)));
		cluster.await(any(cluster).sentries().startAsync("a"));
		for (int i = 0; i < 3; i++) {
			assertThat(cluster.await(any(cluster).sentry("a").leave())).isEqualTo(1);
		}
		assertThat(restarts(cluster)).extracting(WorkerEvent.WorkerRestarted::restart).containsExactly(1, 2);
		assertThat(restarts(cluster)).allMatch((event) -> event.reason() == RestartReason.ENDED);
		assertGivenUp(cluster);
		cluster.time.runFor(WINDOW);
		assertThat(cluster.await(any(cluster).sentry("a").look())).isEqualTo(1);
	}

	@Test
	void aStopDoesNotWaitForARestart() {
		SimulatedWorkers cluster = threeOfWhichOneHasTripped();
		cluster.time.runFor(Duration.ofMillis(100));
		CompletionStage<Integer> before = any(cluster).sentry("a").look();
		assertThat(cluster.await(any(cluster).sentries().stopAsync("a"))).isInstanceOf(StopResult.Stopped.class);
		assertThatThrownBy(() -> cluster.await(before)).hasCauseInstanceOf(WorkerFailedException.class)
			.hasMessageContaining("was stopped while it waited");
		cluster.time.runFor(Duration.ofSeconds(30));
		assertThat(running(cluster)).isEmpty();
		assertThat(cluster.await(any(cluster).sentry("a").look())).isEqualTo(1);
	}

	@Test
	void aPauseThatAStopHasEndedDoesNotCutALaterOneShort() {
		SimulatedWorkers cluster = threeOfWhichOneHasTripped();
		cluster.time.runFor(Duration.ofSeconds(10));
		any(cluster).sentry("a").look();
		CompletionStage<StopResult> stop = any(cluster).sentries().stopAsync("a");
		any(cluster).sentry("a").trip();
		assertThat(cluster.await(stop)).isInstanceOf(StopResult.Stopped.class);
		cluster.time.runFor(Duration.ofSeconds(15));
		assertThat(running(cluster)).as("the first pause would be over, the second is not").isEmpty();
		cluster.time.runFor(Duration.ofSeconds(10));
		assertThat(running(cluster)).containsExactly("a");
	}

	@Test
	void aStopBehindTheCallThatBreaksTheWorkerDoesNotWaitForTheRestartEither() {
		SimulatedWorkers cluster = threeOfWhichOneHasTripped();
		assertThat(cluster.await(any(cluster).sentries().stopAsync("a"))).isInstanceOf(StopResult.Stopped.class);
		cluster.time.runFor(Duration.ofSeconds(30));
		assertThat(running(cluster)).isEmpty();
	}

	@Test
	void aRestartThatIsAskedForRevivesAWorkerThatWasGivenUp() {
		SimulatedWorkers cluster = three((definition) -> definition
			.withRestartPolicy(new RestartPolicy(0, WINDOW, Duration.ZERO, Duration.ZERO, 0)));
		cluster.await(any(cluster).sentries().startAsync("a"));
		any(cluster).sentry("a").trip();
		assertGivenUp(cluster);
		assertThat(cluster.await(any(cluster).sentries().startAsync("a"))).isInstanceOfSatisfying(NotDone.class,
				(no) -> {
					assertThat(no.reason()).isEqualTo(NotDone.Reason.FAILED);
					assertThat(no.outcome()).isEqualTo(Outcome.DID_NOT_RUN);
					assertThat(no.detail()).contains("was given up").contains("tripped");
				});
		assertThat(cluster.await(any(cluster).sentries().restartAsync("a")))
			.isInstanceOf(RestartResult.Restarted.class);
		assertThat(cluster.await(any(cluster).sentry("a").look())).isEqualTo(1);
	}

	@Test
	void aRestartThatEndsAWorkerWhichIsThenGivenUpMayHaveRun() {
		SimulatedWorkers cluster = oneGear(0);
		this.bench.broken.add("reader");
		assertMayHaveRun(cluster.await(gears(cluster).restartAsync("k")), "was given up", "broken");
		assertThat(this.bench.log).containsExactly("start reader", "stop reader", "start reader");
	}

	@Test
	void aRestartThatAStopGivesUpAfterItHasEndedTheWorkerMayHaveRun() {
		SimulatedWorkers cluster = oneGear(5);
		this.bench.broken.add("reader");
		CompletionStage<RestartResult> restart = gears(cluster).restartAsync("k");
		cluster.time.runFor(Duration.ofSeconds(1));
		CompletionStage<RestartResult> second = gears(cluster).restartAsync("k");
		assertThat(cluster.await(gears(cluster).stopAsync("k"))).isInstanceOf(StopResult.Stopped.class);
		assertMayHaveRun(cluster.await(restart), "was stopped while it waited");
		assertThat(cluster.await(second)).isInstanceOfSatisfying(NotDone.class,
				(no) -> assertThat(no.outcome()).isEqualTo(Outcome.DID_NOT_RUN));
	}

	@Test
	void aRestartThatHasEndedAWorkerWhoseSlotIsThenLostMayHaveRun() {
		SimulatedWorkers cluster = oneGear(5);
		this.bench.broken.add("reader");
		Process holder = holder(cluster, "line/reader", "k");
		CompletionStage<RestartResult> restart = holder.workers.supervisor("line/reader").restartAsync("k");
		cluster.time.runFor(Duration.ofSeconds(1));
		CompletionStage<RestartResult> second = holder.workers.supervisor("line/reader").restartAsync("k");
		cluster.network.isolate(holder.id());
		assertMayHaveRun(cluster.await(restart), "was given up with its slot");
		assertThat(cluster.await(second)).isInstanceOfSatisfying(NotDone.class,
				(no) -> assertThat(no.outcome()).isEqualTo(Outcome.DID_NOT_RUN));
	}

	private static void assertMayHaveRun(RestartResult result, String... parts) {
		assertThat(result).isInstanceOfSatisfying(NotDone.class, (no) -> {
			assertThat(no.reason()).isEqualTo(NotDone.Reason.FAILED);
			assertThat(no.outcome()).isEqualTo(Outcome.MAY_HAVE_RUN);
			assertThat(no.detail()).contains("was ended for this restart").contains(parts);
		});
	}

	/** A gear that runs, and pauses for 20 s when it crashes. */
	private SimulatedWorkers oneGear(int restarts) {
		WorkerTypeDefinition readers = new WorkerTypeDefinition("line/reader", GearWorker.class, List.of(Gear.class), 4,
				WorkerLimits.ofDefaults(), Restart.TRANSIENT,
				new RestartPolicy(restarts, WINDOW, Duration.ofSeconds(20), Duration.ofSeconds(20), 0), Set.of(),
				(context) -> new GearWorker(context, this.bench));
		SimulatedWorkers cluster = started(
				new SimulatedWorkers(13, 3, (sentries) -> sentries, false, (workers) -> workers.define(readers)));
		cluster.await(gears(cluster).startAsync("k"));
		return cluster;
	}

	private static WorkerSupervisor gears(SimulatedWorkers cluster) {
		return any(cluster).workers.supervisor("line/reader");
	}

	/** It is to pause for 20 s. */
	private static SimulatedWorkers threeOfWhichOneHasTripped() {
		SimulatedWorkers cluster = three((definition) -> definition
			.withRestartPolicy(new RestartPolicy(5, WINDOW, Duration.ofSeconds(20), Duration.ofSeconds(20), 0)));
		cluster.await(any(cluster).sentries().startAsync("a"));
		any(cluster).sentry("a").trip();
		return cluster;
	}

	private static void assertGivenUp(SimulatedWorkers cluster) {
		cluster.time.runFor(Duration.ofSeconds(5));
		assertThat(counted(cluster, WorkerStatistics::givenUp)).isOne();
		assertThatThrownBy(() -> cluster.await(any(cluster).sentry("a").look()))
			.hasCauseInstanceOf(WorkerFailedException.class);
	}

	private static List<WorkerEvent.WorkerRestarted> restarts(SimulatedWorkers cluster) {
		return cluster.alive()
			.stream()
			.flatMap((process) -> process.events.stream())
			.filter(WorkerEvent.WorkerRestarted.class::isInstance)
			.map(WorkerEvent.WorkerRestarted.class::cast)
			.toList();
	}

	private static long counted(SimulatedWorkers cluster, ToLongFunction<WorkerStatistics> what) {
		return cluster.alive()
			.stream()
			.flatMap((process) -> process.workers.statistics().stream())
			.mapToLong(what)
			.sum();
	}

	private static SimulatedWorkers three(Restart restart) {
		return three((definition) -> definition.withRestart(restart));
	}

	private static SimulatedWorkers three(UnaryOperator<WorkerTypeDefinition> sentries) {
		return started(new SimulatedWorkers(13, 3, sentries));
	}

	private static SimulatedWorkers started(SimulatedWorkers cluster) {
		for (int i = 0; i < 3; i++) {
			cluster.start();
		}
		cluster.settle();
		return cluster;
	}

	private static Process any(SimulatedWorkers cluster) {
		return cluster.alive().get(0);
	}

	private static Process holder(SimulatedWorkers cluster, String key) {
		return holder(cluster, "sentry", key);
	}

	private static Process holder(SimulatedWorkers cluster, String type, String key) {
		return cluster.alive()
			.stream()
			.filter((process) -> process.workers.list(type).contains(key))
			.findFirst()
			.orElseThrow();
	}

	private static List<String> running(SimulatedWorkers cluster) {
		return cluster.alive().stream().flatMap((process) -> process.workers.list("sentry").stream()).sorted().toList();
	}

}
