package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a store keeps of workers, and when. */
class WorkerStoreStoriesTests {

	private final MemoryStore store = new MemoryStore();

	private final SimulatedWorkers cluster = new SimulatedWorkers(29);

	@Test
	void aRestartOfTheWholeClusterGoesOnWithWhatTheStoreKeeps() {
		startThree(this.store);
		fill();
		restartAll();
		assertThat(running()).containsExactly("a", "b");
		assertThat(coins("p")).containsExactly(1, 2);
		assertThat(coins("q")).isEmpty();
		restartAll();
		assertThat(running()).containsExactly("a", "b");
		assertThat(coins("p")).containsExactly(1, 2);
	}

	@Test
	void withoutAStoreTheWholeClusterStartsEmpty() {
		startThree(null);
		fill();
		restartAll();
		assertThat(running()).isEmpty();
		assertThat(coins("p")).isEmpty();
	}

	/** Starts a, b and c, and stops c; p has a state, q had one. */
	private void fill() {
		this.cluster.await(any().sentries().startAll(List.of("a", "b", "c")));
		this.cluster.await(any().sentries().stopAsync("c"));
		this.cluster.await(any().purse("p").add(1));
		this.cluster.await(any().purse("p").add(2));
		this.cluster.await(any().purse("q").add(3));
		this.cluster.await(any().workers.supervisor(Purse.class).stopAsync("q"));
	}

	private void restartAll() {
		this.cluster.alive().forEach(Process::kill);
		this.cluster.time.runFor(Duration.ofSeconds(3));
		startThree(this.cluster.store);
	}

	@Test
	void aReplyLeavesWhenTheStoreHasTheState() {
		startThree(this.store);
		this.cluster.await(any().purse("p").add(1));
		this.store.failing = true;
		CompletableFuture<Integer> call = any().workers.of(Purse.class)
			.withTimeout(Duration.ofSeconds(30))
			.get("p")
			.add(2)
			.toCompletableFuture();
		CompletableFuture<StartResult> start = any().sentries().startAsync("a").toCompletableFuture();
		this.cluster.time.runFor(Duration.ofSeconds(3));
		assertThat(call).isNotDone();
		assertThat(start).isNotDone();
		this.store.failing = false;
		assertThat(this.cluster.await(call)).isEqualTo(2);
		assertThat(this.cluster.await(start)).isInstanceOf(StartResult.Started.class);
		assertThat(this.store.keys("sentry")).containsExactly("a");
	}

	@Test
	void whoHasLostItsSlotCannotOverwriteWhatTheNextOwnerSaves() {
		startThree(this.store);
		Process old = this.cluster.owner("p");
		this.cluster.await(old.purse("p").add(1));
		old.loop.pause();
		List<Process> others = this.cluster.alive().stream().filter((process) -> process != old).toList();
		this.cluster.awaitOwnedBy(others);
		assertThat(this.cluster.await(others.get(0).purse("p").add(2))).isEqualTo(2);
		old.loop.resume();
		this.cluster.settle();
		assertThat(coins("p")).containsExactly(1, 2);
		restartAll();
		assertThat(coins("p")).containsExactly(1, 2);
	}

	@Test
	void aStoreThatWasAddedLaterIsGivenWhatTheClusterKnows() {
		startThree(null);
		fill();
		this.cluster.store = this.store;
		for (Process old : List.copyOf(this.cluster.alive())) {
			this.cluster.replace(old, Duration.ofSeconds(1));
			this.cluster.settle();
		}
		assertThat(this.store.keys("sentry")).containsExactly("a", "b");
		assertThat(this.store.keys("purse")).containsExactly("p");
		restartAll();
		assertThat(coins("p")).containsExactly(1, 2);
	}

	@Test
	void aSlotIsNotOpenedBeforeTheStoreHasSaidWhatItKeeps() {
		startThree(this.store);
		fill();
		this.store.failing = true;
		Process killed = this.cluster.owner("p");
		killed.kill();
		this.cluster.time.runFor(Duration.ofSeconds(5));
		Process caller = any();
		CompletableFuture<Integer> call = caller.workers.of(Purse.class)
			.withTimeout(Duration.ofSeconds(60))
			.get("p")
			.add(3)
			.toCompletableFuture();
		this.cluster.time.runFor(Duration.ofSeconds(1));
		assertThat(call).isNotDone();
		this.store.failing = false;
		this.cluster.time.runUntil("the call is answered", Duration.ofSeconds(60), call::isDone);
		assertThat(call.join()).isEqualTo(3);
	}

	@Test
	void aSlotMovesThoughTheStoreTakesNothingAndTheNextOwnerWritesWhatItLacks() {
		startThree(this.store);
		Process old = this.cluster.owner("p");
		this.cluster.await(old.purse("p").add(1));
		this.store.failing = true;
		CompletableFuture<Integer> call = old.workers.of(Purse.class)
			.withTimeout(Duration.ofMinutes(5))
			.get("p")
			.add(2)
			.toCompletableFuture();
		old.drain();
		this.cluster.time.runFor(Duration.ofSeconds(25));
		assertThat(call).isCompletedExceptionally();
		assertThat(this.cluster.owner("p")).isNotSameAs(old);
		this.store.failing = false;
		old.kill();
		this.cluster.settle();
		assertThat(coins("p")).containsExactly(1, 2);
		restartAll();
		assertThat(coins("p")).containsExactly(1, 2);
	}

	private void startThree(WorkerStore given) {
		this.cluster.store = given;
		for (int i = 0; i < 3; i++) {
			this.cluster.start();
		}
		this.cluster.settle();
	}

	private Process any() {
		return this.cluster.alive().get(0);
	}

	private List<Integer> coins(String purse) {
		return this.cluster.await(any().purse(purse).coins());
	}

	private List<String> running() {
		return this.cluster.alive()
			.stream()
			.flatMap((process) -> process.workers.list("sentry").stream())
			.sorted()
			.toList();
	}

}
