package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.GroupId;
import io.distsys.ownership.RecordingTenant.Tenure;
import io.distsys.ownership.SimulatedCore.Process;
import io.distsys.ownership.SimulatedCore.Setup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

	private static final List<Offer> OFFERS = Stream.of("ledger", "mail", "reports", "prices")
		.map((name) -> new Offer(SimulatedCore.KIND, name, 1))
		.toList();

	private static final int SEEDS = 20;

	@ParameterizedTest
	@CsvSource({ "3, 1", "5, 1", "5, 2" })
	void everyProcessIsStoppedInOrderAndReplaced(int size, int atATime) {
		forEachSeed((seed) -> {
			Update update = new Update(seed, size, size);
			for (List<Process> leaving : batches(update.core.alive(), atATime)) {
				leaveInOrder(update.core, leaving);
				leaving.forEach((old) -> start(update.core));
				awaitVoters(update.core, size, STEP);
				update.replaced();
			}
			update.check(HAND_OVER_GAP);
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 5 })
	void everyProcessIsReplacedByOneThatStartsBeforeItStops(int size) {
		forEachSeed((seed) -> {
			Update update = new Update(seed, size, size + 1);
			for (Process old : update.core.alive()) {
				Process next = start(update.core);
				update.core.time.runUntil("the new one takes part", STEP, () -> next.ownership.lease().isHeld());
				leaveInOrder(update.core, List.of(old));
				awaitVoters(update.core, size, STEP);
				update.replaced();
			}
			update.check(HAND_OVER_GAP);
		});
	}

	@ParameterizedTest
	@CsvSource({ "3, 1", "5, 2" })
	void everyProcessIsKilledAndReplaced(int size, int atATime) {
		forEachSeed((seed) -> {
			Update update = new Update(seed, size, size);
			for (List<Process> killed : batches(update.core.alive(), atATime)) {
				killed.forEach(Process::kill);
				killed.forEach((old) -> start(update.core));
				awaitVoters(update.core, size, WITH_REMOVAL);
				update.replaced();
			}
			update.check(KILLED_GAP);
		});
	}

	private static void forEachSeed(LongConsumer story) {
		for (long seed = 1; seed <= SEEDS; seed++) {
			try {
				story.accept(seed);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("Seed " + seed + " fails", ex);
			}
		}
	}

	private static ResourceKey keyOf(Offer offer) {
		return ResourceKey.of(offer.kind(), offer.name());
	}

	private static Process start(SimulatedCore core) {
		return core.start(1.0, OFFERS);
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

	/** What is known before, and must be known afterwards. */
	private static final class Update {

		private static final ResourceKey NAME = ResourceKey.of("name", "kept");

		private final SimulatedCore core;

		private final GroupId group;

		private final long token;

		private final long number;

		private @Nullable Ownership claimed;

		private Update(long seed, int size, int expectedSize) {
			this.core = new SimulatedCore(seed, withSnapshots(expectedSize), null);
			for (int i = 0; i < size; i++) {
				start(this.core);
			}
			awaitVoters(this.core, size, STEP);
			this.core.time.runUntil("owners", STEP,
					() -> OFFERS.stream().allMatch((offer) -> isActedFor(keyOf(offer))));
			Process first = this.core.alive().get(0);
			this.group = first.log.status().group();
			this.token = first.table.highestToken();
			this.number = 1_000 + seed;
			get(first.ownership.numbers().change("count", new Numbers.Change.Set(this.number), 10, STEP));
		}

		/** So often that whoever joins gets the table by one. */
		private static Setup withSnapshots(int expectedSize) {
			Setup usual = Setup.expecting(expectedSize);
			ConsensusSettings consensus = usual.consensus();
			return new Setup(
					new ConsensusSettings(expectedSize, consensus.maxVoters(), consensus.heartbeat(),
							consensus.electionTimeout(), consensus.crashedVoterRemoval(), consensus.leaseTime(), 20),
					usual.lease(), usual.bare(), usual.evidence(), usual.detection(), usual.rejoin());
		}

		private boolean isActedFor(ResourceKey key) {
			List<Tenure> tenures = this.core.tenures(key);
			return !tenures.isEmpty() && !tenures.get(tenures.size() - 1).isOver();
		}

		/** Who came first claims a name, and keeps it while the others are replaced. */
		private void replaced() {
			if (this.claimed == null) {
				List<Process> alive = this.core.alive();
				Process stays = alive.get(alive.size() - 1);
				Ownerships.Claim claim = get(stays.ownership.claim(NAME, Map.of("by", "it"), STEP));
				assertThat(claim).isInstanceOf(Ownerships.Claim.Granted.class);
				this.claimed = stays.table.find(NAME).orElseThrow();
			}
		}

		private <T> T get(CompletionStage<T> stage) {
			CompletableFuture<T> future = stage.toCompletableFuture();
			this.core.time.runUntil("an answer", STEP, future::isDone);
			return future.join();
		}

		private void check(Duration longestGap) {
			this.core.time.runFor(Duration.ofSeconds(5));
			this.core.checkHistory();
			this.core.alive().forEach((process) -> {
				assertThat(process.log.status().group()).isEqualTo(this.group);
				assertThat(process.table.highestToken()).isGreaterThan(this.token);
				assertThat(process.table.all())
					.containsExactlyInAnyOrderElementsOf(this.core.alive().get(0).table.all().toList());
				assertThat(process.table.number("count")).isEqualTo(this.number);
				assertThat(process.table.find(NAME)).contains(Objects.requireNonNull(this.claimed));
			});
			OFFERS.forEach((offer) -> checkGaps(keyOf(offer), longestGap));
		}

		private void checkGaps(ResourceKey key, Duration longestGap) {
			assertThat(isActedFor(key)).as("%s has an owner", key).isTrue();
			List<Tenure> tenures = this.core.tenures(key);
			assertThat(tenures).hasSizeGreaterThan(1);
			for (int i = 1; i < tenures.size(); i++) {
				assertThat(Duration.ofNanos(tenures.get(i).from() - tenures.get(i - 1).to()))
					.as("between %s and %s", tenures.get(i - 1), tenures.get(i))
					.isLessThan(longestGap);
			}
		}

	}

}
