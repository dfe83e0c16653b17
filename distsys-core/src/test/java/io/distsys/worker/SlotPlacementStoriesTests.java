package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Ownership;
import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The user says where slots should be, rightly and wrongly, in virtual time. */
class SlotPlacementStoriesTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private final List<SlotPlacement.Situation> asked = new ArrayList<>();

	private Function<SlotPlacement.Situation, List<NodeId>> answer = SlotPlacementStoriesTests::allOnTheOldest;

	private boolean isOver;

	private final SimulatedWorkers cluster = new SimulatedWorkers(5, 3,
			(sentries) -> sentries.withPlacement(WorkerPlacement.ofDefaults().with(this::place)));

	private List<NodeId> place(SlotPlacement.Situation situation) {
		this.asked.add(situation);
		return this.answer.apply(situation);
	}

	private static List<NodeId> allOnTheOldest(SlotPlacement.Situation situation) {
		return Collections.nCopies(situation.current().size(), situation.candidates().get(0).id());
	}

	@Test
	void slotsAreWhereTheFunctionSaysAndAgainWhenThatNodeIsLost() {
		start(3);
		awaitAllOnOne();
		Process first = owner();
		first.kill();
		this.cluster.time.runUntil("all are active elsewhere, on one node", SOON,
				() -> isAllOnOne() && !owner().equals(first));
		this.cluster.time.runFor(SOON);
		assertThat(isAllOnOne()).isTrue();
	}

	@Test
	void itIsAskedOnceForEachChangeOfTheNodesAndKnowsWhoHasWhat() {
		start(3);
		awaitAllOnOne();
		this.cluster.time.runFor(SOON);
		int questions = this.asked.size();
		this.cluster.time.runFor(SOON);
		assertThat(this.asked).hasSize(questions);
		start(1);
		awaitSettled();
		assertThat(this.asked.size() - questions).as("once on each of four nodes").isEqualTo(4);
		SlotPlacement.Situation last = this.asked.get(this.asked.size() - 1);
		assertThat(last.slots()).isEqualTo("sentry");
		assertThat(last.candidates()).map(Node::id)
			.containsExactlyInAnyOrderElementsOf(this.cluster.alive().stream().map(Process::id).toList());
		assertThat(last.current()).hasSize(4).containsOnly(owner().id());
	}

	@Test
	void aNodeThatCannotHaveSlotsOrNobodyCountsForNothing() {
		this.answer = (situation) -> {
			List<NodeId> said = new ArrayList<>();
			said.add(new NodeId(7, 7));
			said.add(null);
			return said;
		};
		start(3);
		awaitSettled();
		assertThat(slots()).hasSize(4);
	}

	@Test
	void aFunctionThatThrowsLeavesWhatItHasSaidLast() {
		start(3);
		awaitAllOnOne();
		Process owner = owner();
		this.answer = (situation) -> {
			throw new IllegalStateException("a placement that fails");
		};
		start(1);
		this.cluster.time.runFor(SOON);
		assertThat(isAllOnOne()).isTrue();
		assertThat(owner()).isEqualTo(owner);
		owner.kill();
		this.cluster.time.runUntil("others have them all the same", SOON,
				() -> slots().size() == 4 && slots().stream().noneMatch((row) -> row.node().equals(owner.id())));
	}

	@Test
	void aFunctionThatAlwaysThrowsLeavesTheDefault() {
		this.answer = (situation) -> {
			throw new IllegalStateException("a placement that fails");
		};
		start(3);
		awaitSettled();
		assertThat(this.cluster.await(this.cluster.alive().get(0).sentries().startAsync("k")))
			.isInstanceOf(StartResult.Started.class);
	}

	@Test
	void aFunctionThatNeverReturnsLeavesTheDefault() {
		this.answer = this::hang;
		List<CompletableFuture<StartResult>> started = new ArrayList<>();
		start(3);
		this.cluster.time.after(SOON.toNanos(),
				() -> started.add(this.cluster.alive().get(0).sentries().startAsync("k").toCompletableFuture()));
		runWhileCallsHang(SOON.plusSeconds(1));
		assertThat(this.asked).as("once on each node").hasSize(3);
		assertThat(slots()).hasSize(4);
		assertThat(started).singleElement()
			.satisfies((result) -> assertThat(result.join()).isInstanceOf(StartResult.Started.class));
	}

	@Test
	void aFunctionThatReturnsNoMoreLeavesWhatItHasSaidLast() {
		start(3);
		awaitAllOnOne();
		Process owner = owner();
		this.asked.clear();
		this.answer = this::hang;
		start(1);
		List<Process> ownersBeforeTheLoss = new ArrayList<>();
		this.cluster.time.after(SOON.toNanos(), () -> {
			slots().forEach((row) -> ownersBeforeTheLoss.add(owner(row)));
			owner.kill();
		});
		runWhileCallsHang(SOON.multipliedBy(2));
		assertThat(ownersBeforeTheLoss).hasSize(4).containsOnly(owner);
		assertThat(slots()).hasSize(4).noneMatch((row) -> row.node().equals(owner.id()));
		assertThat(this.asked).as("once on each node, whatever changes meanwhile").hasSize(4);
	}

	/**
	 * Time goes on within the call: it returns, in vain, when the story is over.
	 */
	private List<NodeId> hang(SlotPlacement.Situation situation) {
		runUntilTheStoryIsOver();
		throw new IllegalStateException("a placement that is late: " + situation);
	}

	private void runWhileCallsHang(Duration time) {
		this.cluster.time.after(time.toNanos(), () -> this.isOver = true);
		runUntilTheStoryIsOver();
	}

	private void runUntilTheStoryIsOver() {
		this.cluster.time.runUntil("the story is over", SOON.multipliedBy(3), () -> this.isOver);
	}

	private void start(int nodes) {
		for (int i = 0; i < nodes; i++) {
			this.cluster.start();
		}
	}

	private void awaitSettled() {
		this.cluster.awaitOwned();
		this.cluster.time.runFor(SOON);
		this.cluster.awaitOwned();
	}

	private void awaitAllOnOne() {
		this.cluster.awaitOwned();
		this.cluster.time.runUntil("all slots are on one node", SOON, this::isAllOnOne);
	}

	private boolean isAllOnOne() {
		return slots().size() == 4 && slots().stream().map(Ownership::node).distinct().count() == 1;
	}

	private Process owner() {
		return owner(slots().get(0));
	}

	private Process owner(Ownership row) {
		return this.cluster.alive()
			.stream()
			.filter((process) -> process.id().equals(row.node()))
			.findFirst()
			.orElseThrow();
	}

	private List<Ownership> slots() {
		List<Process> alive = this.cluster.alive();
		return alive.get(alive.size() - 1).table.ofKind(WorkerNode.KIND)
			.filter((row) -> row.key().name().equals("sentry") && row.state() == Ownership.State.ACTIVE)
			.filter((row) -> alive.stream().anyMatch((process) -> process.id().equals(row.node())))
			.toList();
	}

}
