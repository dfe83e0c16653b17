package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Ownership;
import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of available workers when nodes are lost, cut off and found again. */
class AvailableWorkersStoriesTests {

	private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

	private static final Duration LONG = Duration.ofSeconds(30);

	private final Map<Integer, List<String>> seen = new HashMap<>();

	private final SimulatedWorkers cluster = new SimulatedWorkers(7, 3, (sentries) -> sentries, false,
			(process, workers) -> workers.define(WorkerTypeDefinition.of(TallyWorker.class,
					(context) -> new TallyWorker(context, process.loop, (line) -> saw(process, line)))));

	@BeforeEach
	void startThree() {
		for (int i = 0; i < 3; i++) {
			this.cluster.start();
		}
		awaitOwnedBy(this.cluster.alive());
		this.cluster.time.runFor(Duration.ofSeconds(1));
	}

	@Test
	void callsReachTheWorkerFromEveryNode() {
		for (String key : KEYS) {
			this.cluster.alive().forEach((process) -> await(tally(process, key).add()));
		}
		KEYS.forEach((key) -> assertThat(await(tally(any(), key).total())).isEqualTo(3));
		assertThat(owners(any()).values().stream().distinct()).as("they are spread").hasSizeGreaterThan(1);
	}

	@Test
	void whatWasStartedRunsAsSoonAsTheLossOfItsNodeIsKnown() {
		startAll();
		Process killed = owner("a");
		List<String> lost = killed.workers.list("tally");
		killed.kill();
		this.cluster.time.runFor(Duration.ofMillis(50 + 300));
		assertThat(running()).containsExactlyElementsOf(KEYS);
		assertThat(takenOver()).containsExactlyInAnyOrderElementsOf(lost);
	}

	@Test
	void whatWasStartedOutlivesKillsOneAfterAnother() {
		startAll();
		for (int i = 0; i < 4; i++) {
			owner("a").kill();
			this.cluster.time.runFor(Duration.ofSeconds(1));
			this.cluster.start();
			awaitOwnedBy(this.cluster.alive());
			this.cluster.time.runFor(Duration.ofSeconds(1));
			assertThat(running()).containsExactlyElementsOf(KEYS);
		}
	}

	@Test
	void whatWasStoppedStaysStoppedOverKills() {
		startAll();
		assertThat(await(supervisor(any()).stopAsync("b"))).isInstanceOf(StopResult.Stopped.class);
		owner("b").kill();
		this.cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(running()).containsExactly("a", "c", "d", "e", "f", "g", "h");
	}

	@Test
	void statesAndStartsOutliveARollingUpdate() {
		startAll();
		KEYS.forEach((key) -> await(tally(any(), key).add()));
		for (Process old : List.copyOf(this.cluster.alive())) {
			old.drain();
			this.cluster.time.runFor(Duration.ofSeconds(3));
			assertThat(old.workers.list("tally")).isEmpty();
			old.kill();
			this.cluster.start();
			this.cluster.time.runFor(Duration.ofSeconds(3));
			awaitOwnedBy(this.cluster.alive());
		}
		assertThat(running()).containsExactlyElementsOf(KEYS);
		KEYS.forEach((key) -> assertThat(await(tally(any(), key).total())).isEqualTo(1));
		assertThat(merges()).as("nothing was apart").isEmpty();
	}

	@Test
	void aNodeThatJoinsIsGivenItsShareWithTheStatesAndNoCallIsLost() {
		List<CompletionStage<Integer>> calls = new ArrayList<>();
		KEYS.forEach((key) -> calls.add(tally(any(), key).add()));
		Process joined = this.cluster.start();
		for (int i = 0; i < 100; i++) {
			KEYS.forEach((key) -> calls.add(tally(this.cluster.alive().get(calls.size() % 3), key).add()));
			this.cluster.time.runFor(Duration.ofMillis(20));
		}
		calls.forEach(this::await);
		awaitOwnedBy(this.cluster.alive());
		assertThat(joined.workers.list("tally")).isNotEmpty();
		KEYS.forEach((key) -> assertThat(await(tally(any(), key).total())).isEqualTo(101));
	}

	@Test
	void eachSideOfACutHasItsOwnAndTheHealMakesOneOfTwo() {
		startAll();
		Process alone = owner("a");
		List<Process> others = others(alone);
		KEYS.forEach((key) -> await(tally(alone, key).add()));
		cut(alone);
		awaitOwnedBy(List.of(alone));
		awaitOwnedBy(others);
		for (String key : KEYS) {
			await(tally(alone, key).add());
			await(tally(others.get(0), key).add());
			await(tally(others.get(1), key).add());
		}
		List<String> before = List.copyOf(merges());
		heal();
		assertThat(running()).containsExactlyElementsOf(KEYS);
		assertThat(before).isEmpty();
		assertThat(merges()).as("once for each pair").containsExactlyInAnyOrderElementsOf(KEYS);
		for (String key : KEYS) {
			boolean restarted = !alone.workers.list("tally").contains(key);
			int total = await(tally(any(), key).total());
			assertThat(total).as("%s, restarted on the larger side: %s", key, restarted).isBetween(3, 4);
		}
		assertThat(events(WorkerEvent.StateMerged.class)).hasSameSizeAs(KEYS);
		assertThat(events(WorkerEvent.WorkerConceded.class)).hasSameSizeAs(KEYS);
		assertThat(events(WorkerEvent.StateLost.class)).isEmpty();
	}

	@Test
	void theOneThatIsNotKeptIsToldBeforeItStops() {
		Process alone = apart("a");
		heal();
		Process kept = owner("a");
		Process other = (kept == alone) ? lastOwner(others(alone), "a") : alone;
		assertThat(other.events).anySatisfy(
				(event) -> assertThat(event).isEqualTo(new WorkerEvent.WorkerConceded("tally", "a", kept.id())));
		assertThat(seenBy(other)).endsWith("stop a, told before");
		assertThat(kept.events).contains(new WorkerEvent.StateMerged("tally", "a", other.id()));
	}

	@Test
	void allNodesNameTheSameOneBeforeAndAfterItIsAlone() {
		Process alone = apart("a");
		this.cluster.network.heal();
		this.cluster.time.runUntil("all see each other", LONG,
				() -> this.cluster.alive().stream().allMatch(this::seesAll));
		List<NodeId> named = this.cluster.alive()
			.stream()
			.flatMap((process) -> process.workers.of(Tally.class).whereIs("a").stream())
			.distinct()
			.toList();
		assertThat(named).hasSize(1);
		awaitOwnedBy(this.cluster.alive());
		assertThat(owner("a").id()).isIn(alone.id(), named.get(0));
	}

	@Test
	void whatWasStartedAndStoppedOnEitherSideComesTogether() {
		startAll();
		Process alone = owner("a");
		cut(alone);
		awaitOwnedBy(List.of(alone));
		awaitOwnedBy(others(alone));
		await(supervisor(alone).startAsync("x"));
		await(supervisor(others(alone).get(0)).startAsync("y"));
		await(supervisor(alone).stopAsync("b"));
		await(supervisor(others(alone).get(0)).stopAsync("c"));
		heal();
		this.cluster.time.runFor(Duration.ofSeconds(2));
		assertThat(running()).contains("a", "d", "e", "f", "g", "h", "x", "y").doesNotHaveDuplicates();
		List<String> after = running();
		this.cluster.alive()
			.forEach((process) -> assertThat(process.workers.statistics()
				.stream()
				.filter((type) -> type.type().equals("tally"))
				.findFirst()
				.orElseThrow()
				.copies()).as("what runs is what is remembered, on %s", process).isEqualTo(after.size()));
	}

	@Test
	void callsOfBothSidesDuringTheHealAreAnsweredAndCounted() {
		Process alone = apart("a");
		int before = await(tally(alone, "a").total()) + await(tally(others(alone).get(0), "a").total());
		List<CompletionStage<Integer>> calls = new ArrayList<>();
		this.cluster.network.heal();
		for (int i = 0; i < 300; i++) {
			calls.add(tally(alone, "a").add());
			calls.add(tally(others(alone).get(i % 2), "a").add());
			this.cluster.time.runFor(Duration.ofMillis(20));
		}
		calls.forEach(this::await);
		awaitOwnedBy(this.cluster.alive());
		assertThat(await(tally(any(), "a").total())).isEqualTo(before + 600);
	}

	@Test
	void aCallThatRunsWhereTheWorkerIsNotKeptIsFinishedFirst() {
		Process alone = apart("a");
		CompletionStage<Integer> there = tally(alone, "a").addSlowly(6_000);
		CompletionStage<Integer> here = tally(others(alone).get(0), "a").addSlowly(6_000);
		heal();
		await(there);
		await(here);
		this.cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(await(tally(any(), "a").total())).isEqualTo(4);
	}

	@Test
	void aStateThatCannotBeMergedIsNotLostInSilence() {
		Process alone = owner("a");
		await(tally(alone, "a").add());
		cut(alone);
		awaitOwnedBy(List.of(alone));
		awaitOwnedBy(others(alone));
		for (int i = 0; i < 1_001; i++) {
			await(tally(alone, "a").add());
			await(tally(others(alone).get(0), "a").add());
		}
		heal();
		assertThat(await(tally(any(), "a").total())).isBetween(1_001, 1_002);
		assertThat(events(WorkerEvent.StateLost.class)).singleElement()
			.satisfies((event) -> assertThat(event.key()).isEqualTo("a"));
	}

	@Test
	void aWorkerStoppedOnTheKeptSideStaysStoppedThoughTheOtherIsBusyWhenItHears() {
		startAll();
		int kept = 0;
		for (String key : List.of("a", "b", "f")) {
			Process alone = owner(key);
			cut(alone);
			awaitOwnedBy(List.of(alone));
			awaitOwnedBy(others(alone));
			await(supervisor(alone).stopAsync(key));
			CompletionStage<Integer> busy = tally(others(alone).get(0), key).addSlowly(6_000);
			heal();
			await(busy);
			this.cluster.time.runFor(Duration.ofSeconds(10));
			assertThat(running()).as("after the stop of %s", key).doesNotContain(key);
			if (owner(key) == alone) {
				kept++;
				assertThat(events(WorkerEvent.StateLost.class)).extracting(WorkerEvent::key).contains(key);
			}
		}
		assertThat(kept).as("stopped where it was kept").isPositive();
	}

	@Test
	void aWorkerThatCannotTakeWhatWasMergedGoesOnWithItsOwnState() {
		Process alone = owner("a");
		cut(alone);
		awaitOwnedBy(List.of(alone));
		awaitOwnedBy(others(alone));
		for (int i = 0; i < TallyWorker.UNLUCKY; i++) {
			await(tally(alone, "a").add());
			await(tally(others(alone).get(0), "a").add());
		}
		heal();
		assertThat(await(tally(any(), "a").total())).isEqualTo(TallyWorker.UNLUCKY);
		assertThat(events(WorkerEvent.StateMerged.class)).isEmpty();
		assertThat(events(WorkerEvent.StateLost.class)).singleElement()
			.satisfies((event) -> assertThat(event.key()).isEqualTo("a"));
	}

	@Test
	void theLastNodeTellsOfTheStatesThatItTakesWithIt() {
		Process last = owner("a");
		others(last).forEach(Process::kill);
		awaitOwnedBy(List.of(last));
		KEYS.forEach((key) -> await(tally(last, key).add()));
		last.drain();
		this.cluster.time.runFor(Duration.ofSeconds(5));
		assertThat(last.workers.list("tally")).isEmpty();
		last.workers.close();
		this.cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(events(WorkerEvent.StateLost.class)).extracting(WorkerEvent::key)
			.containsExactlyInAnyOrderElementsOf(KEYS);
	}

	@Test
	void aNodeThatRunsOneOfTwoTypesIsToldWhatIsStartedOfThatOne() {
		SimulatedWorkers shared = new SimulatedWorkers(11, 3, (sentries) -> sentries, false, (process, workers) -> {
			workers.define(named("line/reader", process));
			if (process.number <= 2) {
				workers.define(named("line/writer", process));
			}
		});
		shared.start();
		shared.start();
		shared.time.runFor(Duration.ofSeconds(10));
		for (String key : KEYS) {
			shared.await(shared.all.get(0).workers.supervisor("line/reader").startAsync(key));
			shared.await(shared.all.get(0).workers.supervisor("line/writer").startAsync(key));
		}
		Process joined = shared.start();
		shared.time.runFor(Duration.ofSeconds(30));
		shared.all.get(0).kill();
		shared.time.runFor(Duration.ofSeconds(10));
		shared.all.get(1).kill();
		shared.time.runFor(Duration.ofSeconds(10));
		assertThat(joined.workers.list("line/reader")).containsExactlyInAnyOrderElementsOf(KEYS);
	}

	@Test
	void aWorkerThatBreaksIsMadeAnewAsAnyOther() {
		await(tally(any(), "a").add());
		CompletableFuture<Integer> broken = tally(any(), "a").stumble().toCompletableFuture();
		this.cluster.time.runUntil("an answer", LONG, broken::isDone);
		assertThat(broken).isCompletedExceptionally();
		assertThat(await(tally(any(), "a").add())).isOne();
		assertThat(events(WorkerEvent.WorkerRestarted.class)).hasSize(1);
	}

	@Test
	void listCountAndWhereIsShowThem() {
		startAll();
		assertThat(await(supervisor(any()).list()).workers().keySet()).containsExactlyInAnyOrderElementsOf(KEYS);
		assertThat(await(supervisor(any()).count()).byNode().values().stream().mapToInt(Integer::intValue).sum())
			.isEqualTo(KEYS.size());
		assertThat(await(supervisor(any()).whereIs("a"))).isEqualTo(new WorkerLocation.Running(owner("a").id()));
		assertThat(await(supervisor(any()).startAsync("a"))).isEqualTo(new StartResult.AlreadyRunning(owner("a").id()));
	}

	private static WorkerTypeDefinition named(String name, Process process) {
		WorkerTypeDefinition one = WorkerTypeDefinition.of(TallyWorker.class,
				(context) -> new TallyWorker(context, process.loop, (line) -> {
				}));
		return new WorkerTypeDefinition(name, one.workerClass(), one.interfaces(), one.slots(), one.limits(),
				one.restart(), one.restartPolicy(), one.keepOn(), one.placement(), one.factory())
			.withGuarantee(one.guarantee());
	}

	/** A worker on each side, each with one call. */
	private Process apart(String key) {
		Process alone = owner(key);
		cut(alone);
		awaitOwnedBy(List.of(alone));
		awaitOwnedBy(others(alone));
		await(tally(alone, key).add());
		await(tally(others(alone).get(0), key).add());
		return alone;
	}

	private void cut(Process alone) {
		this.cluster.network.isolate(alone.id());
	}

	private void heal() {
		this.cluster.network.heal();
		this.cluster.time.runUntil("all see each other", LONG,
				() -> this.cluster.alive().stream().allMatch(this::seesAll));
		awaitOwnedBy(this.cluster.alive());
		this.cluster.time.runFor(Duration.ofSeconds(1));
		awaitOwnedBy(this.cluster.alive());
	}

	private boolean seesAll(Process process) {
		return process.available.plan().nodes().size() == this.cluster.alive().size();
	}

	private List<Process> others(Process alone) {
		return this.cluster.alive().stream().filter((process) -> process != alone).toList();
	}

	/** Every one of them says that each slot has the same owner among them. */
	private void awaitOwnedBy(List<Process> some) {
		List<NodeId> nodes = some.stream().map(Process::id).toList();
		this.cluster.time.runUntil("slots are owned by " + some, LONG,
				() -> some.stream().map(AvailableWorkersStoriesTests::owners).distinct().count() == 1
						&& owners(some.get(0)).size() == 4 && nodes.containsAll(owners(some.get(0)).values()));
	}

	private static Map<Integer, NodeId> owners(Process process) {
		Map<Integer, NodeId> owners = new HashMap<>();
		process.available.view()
			.ofKind(WorkerNode.KIND)
			.filter((row) -> row.state() == Ownership.State.ACTIVE)
			.forEach((row) -> owners.put(row.key().index(), row.node()));
		return owners;
	}

	private Process owner(String key) {
		NodeId node = any().workers.of(Tally.class).whereIs(key).orElseThrow();
		return this.cluster.alive().stream().filter((process) -> process.id().equals(node)).findFirst().orElseThrow();
	}

	private Process lastOwner(List<Process> some, String key) {
		return some.stream().filter((process) -> seenBy(process).contains("start " + key)).findFirst().orElseThrow();
	}

	private void startAll() {
		KEYS.forEach(
				(key) -> assertThat(await(supervisor(any()).startAsync(key))).isInstanceOf(StartResult.Started.class));
	}

	private List<String> running() {
		return this.cluster.alive()
			.stream()
			.flatMap((process) -> process.workers.list("tally").stream())
			.sorted()
			.toList();
	}

	private List<String> merges() {
		return this.seen.values()
			.stream()
			.flatMap(List::stream)
			.filter((line) -> line.startsWith("merge "))
			.map((line) -> line.substring("merge ".length()))
			.toList();
	}

	private List<String> takenOver() {
		return events(WorkerEvent.WorkerTakenOver.class).stream().map(WorkerEvent::key).toList();
	}

	private <E extends WorkerEvent> List<E> events(Class<E> type) {
		return this.cluster.all.stream()
			.flatMap((process) -> process.events.stream())
			.filter(type::isInstance)
			.map(type::cast)
			.toList();
	}

	private void saw(Process process, String line) {
		boolean told = process.events.stream()
			.anyMatch((event) -> event instanceof WorkerEvent.WorkerConceded && line.equals("stop " + event.key()));
		seenBy(process).add(told ? line + ", told before" : line);
	}

	private List<String> seenBy(Process process) {
		return this.seen.computeIfAbsent(process.number, (number) -> new ArrayList<>());
	}

	private Process any() {
		return this.cluster.alive().get(0);
	}

	private static Tally tally(Process process, String key) {
		return process.workers.of(Tally.class).withTimeout(LONG).get(key);
	}

	private static WorkerSupervisor supervisor(Process process) {
		return process.workers.supervisor(Tally.class);
	}

	private <T> T await(CompletionStage<T> call) {
		return this.cluster.await(call);
	}

}
