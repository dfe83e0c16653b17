package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of the state of workers, over the real core in virtual time. */
class ReplicatedStateStoriesTests {

	private static final String KEY = "k1";

	private final SimulatedWorkers cluster = new SimulatedWorkers(7);

	@Test
	void aKilledOwnerLeavesAllThatItHasAcknowledgedAndTheWorkerRunsAgainUncalled() {
		startThree();
		add(1);
		add(2);
		Process owner = this.cluster.owner(KEY);
		owner.kill();
		this.cluster.settle();
		assertThat(this.cluster.owner(KEY).workers.list("purse")).containsExactly(KEY);
		assertThat(coins()).containsExactly(1, 2);
	}

	@Test
	void aStallThatEndsAllLeasesLosesNothing() {
		startThree();
		add(1);
		this.cluster.alive().forEach((process) -> process.loop.pause());
		this.cluster.time.runFor(Duration.ofSeconds(4));
		this.cluster.alive().forEach((process) -> process.loop.resume());
		this.cluster.settle();
		assertThat(coins()).containsExactly(1);
	}

	@Test
	void aNodeThatIsCutOffAcknowledgesNothingOnItsOwn() {
		startThree();
		add(1);
		Process owner = this.cluster.owner(KEY);
		this.cluster.network.isolate(owner.id());
		CompletableFuture<Integer> add = owner.purse(KEY).add(2).toCompletableFuture();
		CompletableFuture<List<Integer>> look = owner.purse(KEY).coins().toCompletableFuture();
		this.cluster.time.runUntil("an answer", Duration.ofSeconds(20), () -> add.isDone() && look.isDone());
		assertMayHaveRun(add);
		assertThat(look).isCompletedExceptionally();
		this.cluster.network.heal();
		this.cluster.settle();
		assertThat(coins()).startsWith(1);
	}

	@Test
	void aNodeThatSeesNobodyAnyMoreDoesNotTakeItselfForTheLast() {
		startThree();
		Process owner = this.cluster.owner(KEY);
		this.cluster.network.isolate(owner.id());
		owner.losesAll();
		CompletableFuture<Integer> add = owner.purse(KEY).add(1).toCompletableFuture();
		this.cluster.time.runUntil("an answer", Duration.ofSeconds(20), add::isDone);
		assertMayHaveRun(add);
	}

	@Test
	void aPausedOwnerThatWritesLateIsRefused() {
		startThree();
		add(1);
		Process owner = this.cluster.owner(KEY);
		CompletableFuture<Integer> late = owner.purse(KEY).add(2).toCompletableFuture();
		Process backup = backup(owner);
		this.cluster.network.cutOneWay(owner.id(), backup.id());
		this.cluster.time.runFor(Duration.ofMillis(20));
		owner.loop.pause();
		this.cluster.time.runUntil("another owner", Duration.ofSeconds(20), () -> hasAnotherOwner(owner));
		Process next = this.cluster.alive().stream().filter((process) -> process != owner).findFirst().orElseThrow();
		assertThat(this.cluster.await(next.purse(KEY).add(3))).isEqualTo(2);
		this.cluster.network.heal();
		owner.loop.resume();
		this.cluster.settle();
		assertMayHaveRun(late);
		assertThat(coins()).containsExactly(1, 3);
	}

	@Test
	void theStateOfALaterOwnerWinsOverAnOlderOneThatComesBack() {
		startThree();
		add(1);
		Process first = this.cluster.owner(KEY);
		this.cluster.network.isolate(first.id());
		first.purse(KEY).add(2);
		first.purse(KEY).add(3);
		this.cluster.time.runUntil("another owner", Duration.ofSeconds(20), () -> hasAnotherOwner(first));
		Process second = this.cluster.alive().stream().filter((process) -> process != first).findFirst().orElseThrow();
		assertThat(this.cluster.await(second.purse(KEY).add(4))).isEqualTo(2);
		this.cluster.network.heal();
		this.cluster.settle();
		this.cluster.owner(KEY).kill();
		this.cluster.start();
		this.cluster.settle();
		assertThat(coins()).containsExactly(1, 4);
	}

	@Test
	void aBackupThatIsLostBetweenTwoWritesIsReplaced() {
		startThree();
		add(1);
		Process owner = this.cluster.owner(KEY);
		backup(owner).kill();
		add(2);
		assertThat(backup(owner).loop.isCrashed()).isFalse();
		this.cluster.start();
		this.cluster.settle();
		owner.kill();
		this.cluster.start();
		this.cluster.settle();
		assertThat(coins()).containsExactly(1, 2);
	}

	@Test
	void aNewBackupIsGivenWhatTheLostOneHad() {
		startThree();
		add(1);
		Process owner = this.cluster.owner(KEY);
		backup(owner).kill();
		this.cluster.start();
		this.cluster.settle();
		assertThat(this.cluster.owner(KEY)).isSameAs(owner);
		owner.kill();
		this.cluster.start();
		this.cluster.settle();
		assertThat(coins()).containsExactly(1);
	}

	@Test
	void aBackupThatHangsIsReplacedWhileCallsGoOn() {
		startThree();
		add(1);
		Process owner = this.cluster.owner(KEY);
		Process hung = backup(owner);
		hung.loop.pause();
		assertThat(this.cluster.await(owner.purse(KEY).add(2))).isEqualTo(2);
		assertThat(this.cluster.alive())
			.anyMatch((process) -> process != owner && process != hung && process.statistics().copies() == 1);
	}

	@Test
	void ownersThatAreLostOneAfterAnotherLeaveEverything() {
		startThree();
		add(1);
		for (int i = 0; i < 4; i++) {
			this.cluster.owner(KEY).kill();
			this.cluster.start();
			this.cluster.settle();
		}
		assertThat(coins()).containsExactly(1);
	}

	@Test
	void anOwnerThatCrashesInTheMiddleOfAHandOverLosesNothing() {
		for (int seed = 1; seed <= 8; seed++) {
			SimulatedWorkers workers = new SimulatedWorkers(seed);
			for (int i = 0; i < 3; i++) {
				workers.start();
			}
			workers.settle();
			workers.await(workers.alive().get(0).purse(KEY).add(1));
			Process owner = workers.owner(KEY);
			Process other = workers.alive().stream().filter((process) -> process != owner).findFirst().orElseThrow();
			owner.drain();
			CompletableFuture<Integer> add = other.purse(KEY).add(2).toCompletableFuture();
			workers.time.runFor(Duration.ofMillis(seed * 4L));
			boolean acknowledged = add.isDone() && !add.isCompletedExceptionally();
			owner.kill();
			workers.start();
			workers.settle();
			List<Integer> coins = workers.await(other.purse(KEY).coins());
			assertThat(coins).doesNotHaveDuplicates().startsWith(1);
			if (acknowledged) {
				assertThat(coins).containsExactly(1, 2);
			}
		}
	}

	@Test
	void aNodeThatLeavesInOrderTakesNothingWithIt() {
		startThree();
		add(1);
		for (int i = 0; i < 3; i++) {
			Process leaving = this.cluster.owner(KEY);
			leaving.drain();
			this.cluster.time.runUntil("another owner", Duration.ofSeconds(20),
					() -> this.cluster.owner(KEY) != leaving);
			leaving.kill();
			this.cluster.start();
			this.cluster.settle();
		}
		assertThat(coins()).containsExactly(1);
	}

	@Test
	void aCallThatBreaksIsTakenBackAndOneThatRefusesIsNot() {
		startThree();
		add(1);
		Purse purse = this.cluster.alive().get(0).purse(KEY);
		CompletableFuture<Integer> broken = purse.addAndBreak(2).toCompletableFuture();
		CompletableFuture<Integer> refused = purse.addAndRefuse(3).toCompletableFuture();
		purse.drop(4);
		this.cluster.time.runUntil("both answers", Duration.ofSeconds(10), () -> broken.isDone() && refused.isDone());
		assertThat(broken).isCompletedExceptionally();
		assertThat(coins()).containsExactly(1, 3, 4);
		this.cluster.owner(KEY).kill();
		this.cluster.settle();
		assertThat(coins()).containsExactly(1, 3, 4);
	}

	@Test
	void whoOnlyLooksLeavesNothingBehind() {
		startThree();
		assertThat(coins()).isEmpty();
		this.cluster.settle();
		assertThat(this.cluster.alive()).allMatch((process) -> process.statistics().copies() == 0);
	}

	@Test
	void onlyOwnerAndBackupKeepAState() {
		startThree();
		add(1);
		this.cluster.owner(KEY).kill();
		this.cluster.start();
		this.cluster.settle();
		assertThat(this.cluster.alive().stream().mapToInt((process) -> process.statistics().copies()).sum())
			.isEqualTo(2);
	}

	@Test
	void aSingleNodeGoesOnWithOneCopyAndGivesAnotherToWhoJoins() {
		SimulatedWorkers workers = new SimulatedWorkers(3, 1);
		Process alone = workers.start();
		workers.settle();
		assertThat(workers.await(alone.purse(KEY).add(1))).isEqualTo(1);
		Process second = workers.start();
		workers.time.runUntil("a copy on each", Duration.ofSeconds(60),
				() -> second.statistics().copies() == 1 && alone.statistics().copies() == 1);
		assertThat(workers.await(second.purse(KEY).coins())).containsExactly(1);
	}

	private void startThree() {
		for (int i = 0; i < 3; i++) {
			this.cluster.start();
		}
		this.cluster.settle();
	}

	private void add(int coin) {
		this.cluster.await(this.cluster.alive().get(0).purse(KEY).add(coin));
	}

	private List<Integer> coins() {
		return this.cluster.await(this.cluster.alive().get(0).purse(KEY).coins());
	}

	private Process backup(Process owner) {
		return this.cluster.alive()
			.stream()
			.filter((process) -> process != owner && process.statistics().copies() == 1)
			.findFirst()
			.orElseThrow();
	}

	private boolean hasAnotherOwner(Process first) {
		return this.cluster.alive()
			.stream()
			.filter((process) -> process != first)
			.allMatch((process) -> process.workers.of(Purse.class)
				.whereIs(KEY)
				.filter((node) -> !node.equals(first.id()))
				.isPresent());
	}

	private static void assertMayHaveRun(CompletableFuture<?> call) {
		assertThat(call).isCompletedExceptionally();
		assertThatExceptionOfType(CallException.class).isThrownBy(() -> {
			try {
				call.join();
			}
			catch (java.util.concurrent.CompletionException ex) {
				throw ex.getCause();
			}
		}).satisfies((ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.MAY_HAVE_RUN));
	}

}
