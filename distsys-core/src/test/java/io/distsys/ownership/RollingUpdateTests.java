package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.ownership.RecordingTenant.Tenure;
import io.distsys.ownership.SimulatedCore.Process;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every process is replaced by a new one; what the cluster knows and owns outlives them.
 */
class RollingUpdateTests {

	private static final Duration STEP = Duration.ofSeconds(20);

	private static final Duration WITH_REMOVAL = Duration.ofSeconds(90);

	/** The lease of a killed owner, plus an election. */
	private static final Duration KILLED_GAP = Duration.ofSeconds(3);

	private static final Duration HAND_OVER_GAP = Duration.ofMillis(300);

	@ParameterizedTest
	@CsvSource({ "3, 1, 1", "3, 1, 2", "5, 1, 1", "5, 2, 1", "5, 2, 2" })
	void everyProcessIsStoppedInOrderAndReplaced(int size, int atATime, long seed) {
		SimulatedCore core = started(seed, size, size);
		GroupId group = core.alive().get(0).log.status().group();
		long token = core.alive().get(0).table.highestToken();
		for (List<Process> leaving : batches(core.alive(), atATime)) {
			leaveInOrder(core, leaving);
			leaving.forEach((old) -> core.start());
			awaitVoters(core, size, STEP);
		}
		check(core, group, token, HAND_OVER_GAP);
	}

	@ParameterizedTest
	@CsvSource({ "3, 1", "5, 2" })
	void everyProcessIsReplacedByOneThatStartsBeforeItStops(int size, long seed) {
		SimulatedCore core = started(seed, size, size + 1);
		GroupId group = core.alive().get(0).log.status().group();
		long token = core.alive().get(0).table.highestToken();
		for (Process old : core.alive()) {
			Process next = core.start();
			core.time.runUntil("the new one takes part", STEP, () -> next.ownership.lease().isHeld());
			leaveInOrder(core, List.of(old));
			awaitVoters(core, size, STEP);
		}
		check(core, group, token, HAND_OVER_GAP);
	}

	@ParameterizedTest
	@CsvSource({ "3, 1, 1", "5, 2, 2" })
	void everyProcessIsKilledAndReplaced(int size, int atATime, long seed) {
		SimulatedCore core = started(seed, size, size);
		GroupId group = core.alive().get(0).log.status().group();
		long token = core.alive().get(0).table.highestToken();
		for (List<Process> killed : batches(core.alive(), atATime)) {
			killed.forEach(Process::kill);
			killed.forEach((old) -> core.start());
			awaitVoters(core, size, WITH_REMOVAL);
		}
		check(core, group, token, KILLED_GAP);
	}

	private static SimulatedCore started(long seed, int size, int expectedSize) {
		SimulatedCore core = new SimulatedCore(seed, expectedSize);
		for (int i = 0; i < size; i++) {
			core.start();
		}
		awaitVoters(core, size, STEP);
		core.time.runUntil("an owner", STEP, () -> core.owner().isPresent());
		return core;
	}

	private static List<List<Process>> batches(List<Process> processes, int atATime) {
		List<List<Process>> batches = new ArrayList<>();
		for (int from = 0; from < processes.size(); from += atATime) {
			batches.add(processes.subList(from, Math.min(from + atATime, processes.size())));
		}
		return batches;
	}

	private static void leaveInOrder(SimulatedCore core, List<Process> leaving) {
		List<Process> gone = new ArrayList<>();
		for (Process process : leaving) {
			BiFunction<Object, Throwable, CompletionStage<Void>> stop = (done, failure) -> process.ownership
				.stop(Duration.ofSeconds(5));
			process.ownership.drain(Duration.ofSeconds(5))
				.handle(stop)
				.thenCompose((stopped) -> stopped)
				.thenCompose((stopped) -> process.log.leave(Duration.ofSeconds(10)))
				.thenRun(() -> core.time.after(0, () -> {
					process.exit();
					gone.add(process);
				}));
		}
		core.time.runUntil("all have left in order", STEP, () -> gone.size() == leaving.size());
	}

	private static void awaitVoters(SimulatedCore core, int count, Duration limit) {
		long end = core.time.nanos() + limit.toNanos();
		while (!core.alive().stream().allMatch((process) -> isSettled(core, process, count))) {
			assertThat(core.time.nanos()).as("%s voters of %s", count, core.alive()).isLessThan(end);
			core.time.runFor(Duration.ofMillis(50));
		}
	}

	private static boolean isSettled(SimulatedCore core, Process process, int count) {
		List<NodeId> voters = process.log.status().voters();
		return process.ownership.lease().isHeld() && voters.size() == count
				&& core.alive().stream().map(Process::id).allMatch(voters::contains);
	}

	private static void check(SimulatedCore core, GroupId group, long tokenBefore, Duration longestGap) {
		core.time.runFor(Duration.ofSeconds(5));
		core.checkHistory();
		assertThat(core.owner()).get().matches(core.alive()::contains);
		core.alive().forEach((process) -> {
			assertThat(process.log.status().group()).isEqualTo(group);
			assertThat(process.table.highestToken()).isGreaterThan(tokenBefore);
			assertThat(process.table.all().toList()).isEqualTo(core.alive().get(0).table.all().toList());
		});
		List<Tenure> tenures = core.history.stream().sorted(Comparator.comparingLong(Tenure::from)).toList();
		assertThat(tenures).hasSizeGreaterThan(1);
		for (int i = 1; i < tenures.size(); i++) {
			assertThat(Duration.ofNanos(tenures.get(i).from() - tenures.get(i - 1).to())).isLessThan(longestGap);
		}
	}

}
