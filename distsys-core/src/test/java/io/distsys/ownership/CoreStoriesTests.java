package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.distsys.ownership.RecordingTenant.Tenure;
import io.distsys.ownership.SimulatedCore.Process;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The strong core as a whole, in virtual time, with one fault. */
class CoreStoriesTests {

	private static final Duration LIVE_AGAIN = Duration.ofSeconds(20);

	private static final Duration SHORTEST = Duration.ofMillis(20);

	private static final Duration LONGEST = Duration.ofMillis(60);

	@Test
	void theOwnerOfEverythingIsCutOffAndHasStoppedBeforeTheOtherSideStarts() {
		for (long seed = 1; seed <= 10; seed++) {
			SimulatedCore core = new SimulatedCore(seed, 3);
			core.start();
			core.start();
			core.start();
			Process owner = awaitOwner(core);
			core.network.isolate(owner.id());
			long cutAt = core.time.nanos();
			core.time.runUntil("another owner", Duration.ofSeconds(8),
					() -> core.owner().filter((now) -> now != owner).isPresent());
			assertThat(core.history).hasSize(2);
			Tenure before = core.history.get(0);
			Tenure after = core.history.get(1);
			assertThat(before.to()).isLessThan(after.from());
			assertThat(before.token()).isLessThan(after.token());
			assertThat(after.from() - cutAt).isLessThan(Duration.ofSeconds(6).toNanos());
			core.network.heal();
			core.time.runFor(Duration.ofSeconds(10));
			core.checkHistory();
			assertThat(owner.ownership.lease().isHeld()).isTrue();
		}
	}

	@Test
	void aKilledOwnerIsReplacedWithinThreeSecondsAlsoWhenItLed() {
		List<Duration> times = new ArrayList<>();
		for (long seed = 1; seed <= 20; seed++) {
			SimulatedCore core = new SimulatedCore(seed, 3);
			List<Process> nodes = List.of(core.start(1, false), core.start(1, false), core.start(1, false));
			core.time.runUntil("a leader", LIVE_AGAIN, () -> nodes.stream().anyMatch(Process::leads));
			core.time.runFor(Duration.ofSeconds(3));
			boolean leaderShallOwn = seed % 2 == 0;
			nodes.stream().filter((node) -> node.leads() == leaderShallOwn).forEach(Process::offer);
			Process owner = awaitOwner(core);
			assertThat(owner.leads()).isEqualTo(leaderShallOwn);
			nodes.forEach(Process::offer);
			core.time.runFor(Duration.ofMillis(1_000 + seed * 37));
			owner.kill();
			long killedAt = core.time.nanos();
			core.time.runUntil("another owner", Duration.ofSeconds(8),
					() -> core.owner().filter((now) -> now != owner).isPresent());
			times.add(Duration.ofNanos(core.time.nanos() - killedAt));
			core.checkHistory();
		}
		assertThat(times).allMatch((taken) -> taken.compareTo(Duration.ofSeconds(3)) < 0);
	}

	/** By the defaults, and with messages that take as long as between far cities. */
	@Test
	void aLeaderThatLeavesInOrderCostsNobodyItsLease() {
		for (long seed = 1; seed <= 40; seed++) {
			SimulatedCore core = new SimulatedCore(seed, 3);
			List<Process> nodes = List.of(core.start(), core.start(), core.start());
			core.time.runUntil("a leader", LIVE_AGAIN, () -> nodes.stream().anyMatch(Process::leads));
			core.network.delay(SHORTEST.toNanos(), LONGEST.toNanos());
			core.time.runFor(Duration.ofSeconds(5));
			Process leader = nodes.stream().filter(Process::leads).findFirst().orElseThrow();
			List<Process> others = nodes.stream().filter((node) -> node != leader).toList();
			List<String> lost = new ArrayList<>();
			others.forEach((node) -> node.ownership.lease().subscribe((held) -> lost.add(node + " holds: " + held)));
			CompletableFuture<Void> left = leave(leader);
			core.time.runUntil("it has left", LIVE_AGAIN, left::isDone);
			leader.exit();
			core.time.runUntil("another leads", LIVE_AGAIN, () -> others.stream().anyMatch(Process::leads));
			core.time.runFor(Duration.ofSeconds(5));
			core.checkHistory();
			assertThat(left).as("seed %s", seed).isCompleted();
			assertThat(lost).as("seed %s", seed).isEmpty();
		}
	}

	private static CompletableFuture<Void> leave(Process process) {
		process.announceDraining();
		return process.ownership.drain(LIVE_AGAIN)
			.thenCompose((drained) -> process.ownership.stop(LIVE_AGAIN))
			.thenCompose((stopped) -> process.log.leave(LIVE_AGAIN))
			.toCompletableFuture();
	}

	private static Process awaitOwner(SimulatedCore core) {
		core.time.runUntil("an owner of " + core.alive(), LIVE_AGAIN, () -> core.owner().isPresent());
		return core.owner().orElseThrow();
	}

}
