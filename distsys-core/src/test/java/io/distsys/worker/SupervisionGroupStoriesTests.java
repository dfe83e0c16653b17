package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.distsys.fakes.Warnings;
import io.distsys.worker.GearWorker.Bench;
import io.distsys.worker.SimulatedWorkers.Process;
import io.distsys.worker.SupervisionGroup.Strategy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of the other members of a group when one crashes. */
class SupervisionGroupStoriesTests {

	private static final List<String> MEMBERS = List.of("reader", "parser", "writer");

	private static final RestartPolicy TWICE = new RestartPolicy(2, Duration.ofMinutes(1), Duration.ofMillis(100),
			Duration.ofSeconds(1), 0);

	private final Bench bench = new Bench();

	@Test
	void oneForOneConcernsNobodyElse() {
		SimulatedWorkers cluster = running(group(Strategy.ONE_FOR_ONE), 2);
		gear(cluster, "parser").jam();
		cluster.time.runFor(Duration.ofSeconds(2));
		assertThat(this.bench.log).containsExactly("start parser");
		assertThat(turns(cluster)).containsExactly(2, 1, 2);
	}

	@Test
	void restForOneMakesThoseAnewThatWereStartedAfterIt() {
		SimulatedWorkers cluster = running(group(Strategy.REST_FOR_ONE), 2);
		gear(cluster, "parser").jam();
		cluster.time.runFor(Duration.ofSeconds(2));
		assertThat(this.bench.log).containsExactly("stop writer", "start parser", "start writer");
		assertThat(turns(cluster)).containsExactly(2, 1, 1);
		assertThat(reasons(cluster)).containsExactlyInAnyOrder("parser CRASH", "writer GROUP");
	}

	@Test
	void oneForAllMakesAllAnewInOrderAndCallsWaitForThat() {
		SimulatedWorkers cluster = running(group(Strategy.ONE_FOR_ALL), 2);
		gear(cluster, "parser").jam();
		cluster.time.runFor(Duration.ofMillis(30));
		CompletionStage<Integer> meanwhile = gear(cluster, "writer").turn();
		assertThat(cluster.await(meanwhile)).isEqualTo(1);
		assertThat(this.bench.log.subList(0, 2)).containsExactlyInAnyOrder("stop reader", "stop writer");
		assertThat(this.bench.log.subList(2, 5)).containsExactly("start reader", "start parser", "start writer");
		assertThat(turns(cluster)).containsExactly(1, 1, 2);
	}

	@Test
	void aMemberThatDoesNotRunIsNotStartedByTheOthers() {
		SimulatedWorkers cluster = three(group(Strategy.ONE_FOR_ALL), 2);
		cluster.await(gear(cluster, "parser").turn());
		gear(cluster, "parser").jam();
		cluster.time.runFor(Duration.ofSeconds(2));
		assertThat(this.bench.log).containsExactly("start parser", "start parser");
	}

	@Test
	void aMemberThatCannotBeginHoldsUpThoseBehindItUntilItCan() {
		SimulatedWorkers cluster = running(group(Strategy.ONE_FOR_ALL), 2);
		this.bench.broken.add("reader");
		gear(cluster, "parser").jam();
		cluster.time.runFor(Duration.ofSeconds(3));
		assertThat(this.bench.log.subList(2, 6)).containsExactly("start reader", "start reader", "start parser",
				"start writer");
		assertThat(turns(cluster)).containsExactly(1, 1, 1);
	}

	@Test
	void aMemberThatEndsOnlyAfterItWasToldToGoOnAnswersAgain() {
		SimulatedWorkers cluster = running(group(Strategy.ONE_FOR_ALL), 2);
		this.bench.stuck.put("writer", () -> {
			this.bench.stuck.clear();
			cluster.time.runFor(Duration.ofMinutes(2));
			this.bench.log.add("writer is free");
		});
		CompletionStage<Integer> slow = gear(cluster, "writer").turn();
		gear(cluster, "parser").jam();
		cluster.time.runFor(Duration.ofMinutes(3));
		assertThat(slow.toCompletableFuture()).isDone();
		assertThat(this.bench.log).containsExactly("stop reader", "start reader", "start parser", "writer is free",
				"stop writer", "start writer");
		assertThat(turns(cluster)).containsExactly(1, 1, 1);
	}

	@Test
	void withoutEscalationAMemberIsGivenUpAndTheOthersGoOn() {
		SimulatedWorkers cluster = running(group(Strategy.ONE_FOR_ONE), 1);
		jam(cluster, "parser", 2);
		assertThatThrownBy(() -> cluster.await(gear(cluster, "parser").turn()))
			.hasCauseInstanceOf(WorkerFailedException.class);
		assertThat(cluster.await(gear(cluster, "reader").turn())).isEqualTo(2);
		assertThat(events(cluster)).hasAtLeastOneElementOfType(WorkerEvent.WorkerGivenUp.class);
	}

	@Test
	void aSpentBudgetEscalatesToAllAndThenAllAreGivenUpForTheWindow() {
		SimulatedWorkers cluster = running(group(Strategy.ONE_FOR_ONE).withEscalation(TWICE), 1);
		List<ILoggingEvent> warnings = Warnings.during(GroupSupervisor.class, () -> jam(cluster, "parser", 2));
		assertThat(warnings).singleElement().satisfies((warning) -> {
			assertThat(warning.getFormattedMessage()).contains(" group=line key=k member=parser");
			assertThat(warning.getThrowableProxy().getMessage()).isEqualTo("jammed");
		});
		assertThat(reasons(cluster)).containsExactlyInAnyOrder("parser CRASH", "reader ESCALATION", "parser ESCALATION",
				"writer ESCALATION");
		assertThat(turns(cluster)).containsExactly(1, 1, 1);
		jam(cluster, "parser", 4);
		for (String member : MEMBERS) {
			assertThatThrownBy(() -> cluster.await(gear(cluster, member).turn())).as(member)
				.hasCauseInstanceOf(WorkerFailedException.class);
		}
		assertThat(events(cluster)).filteredOn(WorkerEvent.GroupGivenUp.class::isInstance)
			.singleElement()
			.isInstanceOfSatisfying(WorkerEvent.GroupGivenUp.class, (event) -> {
				assertThat(event.type()).isEqualTo("line");
				assertThat(event.restarts()).isEqualTo(2);
				assertThat(event.cause()).hasMessage("jammed");
			});
		assertThat(events(cluster)).doesNotHaveAnyElementsOfTypes(WorkerEvent.WorkerGivenUp.class);
		assertThat(cluster.alive().stream().flatMap((process) -> process.workers.statistics().stream()))
			.filteredOn((type) -> type.type().startsWith("line/"))
			.extracting(WorkerStatistics::givenUp)
			.containsOnly(0L, 1L)
			.filteredOn((times) -> times == 1)
			.hasSameSizeAs(MEMBERS);
		cluster.time.runFor(Duration.ofMinutes(1));
		assertThat(turns(cluster)).containsExactly(1, 1, 1);
	}

	@Test
	void membersOfOneKeyLiveOnOneNodeAlsoAfterAKillAndADrain() {
		SimulatedWorkers cluster = three(group(Strategy.ONE_FOR_ALL), 2);
		List<String> keys = IntStream.range(0, 8).mapToObj((number) -> "k" + number).toList();
		MEMBERS.forEach(
				(member) -> cluster.await(cluster.alive().get(0).workers.supervisor("line/" + member).startAll(keys)));
		assertTogether(cluster, keys);
		cluster.replace(cluster.alive().get(0), Duration.ofSeconds(1));
		cluster.settle();
		assertTogether(cluster, keys);
		Process drained = cluster.alive().get(0);
		drained.drain();
		cluster.time.runFor(Duration.ofSeconds(10));
		assertThat(drained.workers.list("line/reader")).isEmpty();
		assertTogether(cluster, keys);
	}

	private static void assertTogether(SimulatedWorkers cluster, List<String> keys) {
		for (Process process : cluster.alive()) {
			List<String> readers = process.workers.list("line/reader");
			assertThat(process.workers.list("line/parser")).isEqualTo(readers);
			assertThat(process.workers.list("line/writer")).isEqualTo(readers);
		}
		assertThat(cluster.alive().stream().flatMap((process) -> process.workers.list("line/reader").stream()))
			.containsExactlyInAnyOrderElementsOf(keys);
	}

	@Test
	void aGroupThatCannotBeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> SupervisionGroup.of("a/b", Strategy.ONE_FOR_ONE, "c"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SupervisionGroup.of("line", Strategy.ONE_FOR_ONE, "reader", "reader"));
		SimulatedWorkers cluster = three(group(Strategy.ONE_FOR_ONE), 2);
		WorkerNode workers = cluster.alive().get(0).workers;
		assertThatIllegalStateException()
			.isThrownBy(() -> workers.define(SupervisionGroup.of("line", Strategy.ONE_FOR_ONE, "welder")))
			.withMessageContaining("line/welder");
		assertThatIllegalStateException().isThrownBy(() -> workers.define(group(Strategy.ONE_FOR_ONE)))
			.withMessageContaining("in a supervision group already");
		assertThatIllegalStateException().isThrownBy(() -> differentSlots().start())
			.withMessageContaining("must have the same number");
	}

	private SimulatedWorkers differentSlots() {
		return new SimulatedWorkers(23, 3, (definition) -> definition, false, (workers) -> {
			workers.define(gears("line/reader", 2, 4));
			workers.define(gears("line/painter", 2, 8));
		});
	}

	private static SupervisionGroup group(Strategy strategy) {
		return SupervisionGroup.of("line", strategy, MEMBERS.toArray(String[]::new));
	}

	private WorkerTypeDefinition gears(String type, int restarts, int slots) {
		return new WorkerTypeDefinition(type, GearWorker.class, List.of(Gear.class), slots, WorkerLimits.ofDefaults(),
				Restart.TRANSIENT,
				new RestartPolicy(restarts, Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofSeconds(1), 0),
				Set.of(), (context) -> new GearWorker(context, this.bench));
	}

	private SimulatedWorkers three(SupervisionGroup group, int restarts) {
		SimulatedWorkers cluster = new SimulatedWorkers(23, 3, (definition) -> definition, false, (workers) -> {
			MEMBERS.forEach((member) -> workers.define(gears("line/" + member, restarts, 4)));
			workers.define(group);
		});
		for (int i = 0; i < 3; i++) {
			cluster.start();
		}
		cluster.settle();
		return cluster;
	}

	/** All members run, have been turned once, and nothing is written down yet. */
	private SimulatedWorkers running(SupervisionGroup group, int restarts) {
		SimulatedWorkers cluster = three(group, restarts);
		assertThat(turns(cluster)).containsExactly(1, 1, 1);
		this.bench.log.clear();
		return cluster;
	}

	private static List<Integer> turns(SimulatedWorkers cluster) {
		return MEMBERS.stream().map((member) -> cluster.await(gear(cluster, member).turn())).toList();
	}

	private static void jam(SimulatedWorkers cluster, String member, int times) {
		for (int i = 0; i < times; i++) {
			gear(cluster, member).jam();
			cluster.time.runFor(Duration.ofSeconds(2));
		}
	}

	private static Gear gear(SimulatedWorkers cluster, String member) {
		return cluster.alive().get(0).workers.of(Gear.class, "line/" + member).get("k");
	}

	private static List<WorkerEvent> events(SimulatedWorkers cluster) {
		return cluster.alive().stream().flatMap((process) -> process.events.stream()).toList();
	}

	private static Stream<String> reasons(SimulatedWorkers cluster) {
		return events(cluster).stream()
			.filter(WorkerEvent.WorkerRestarted.class::isInstance)
			.map(WorkerEvent.WorkerRestarted.class::cast)
			.map((event) -> event.type().substring("line/".length()) + " " + event.reason());
	}

}
