package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.nemesis.Nemesis;
import io.distsys.faults.nemesis.NemesisPlan;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * A nemesis that mixes all faults, by seeds: {@code -Dfaults.seeds=N} of them from
 * {@code -Dfaults.first=K}, or {@code -Dfaults.seed=S} alone; {@code -Dfaults.seconds=20}
 * each; {@code -Dfaults.nodes=3|5}, or both in turn.
 */
@Tag("full")
class NemesisIntegrationTests {

	private static final int DEFAULT_SEEDS = 10;

	private static final int DEFAULT_SECONDS = 20;

	@TestFactory
	Stream<DynamicTest> promisesHoldWhateverTheNemesisDoes() {
		Long seed = Long.getLong("faults.seed");
		long first = (seed != null) ? seed : Long.getLong("faults.first", 0);
		long count = (seed != null) ? 1 : Long.getLong("faults.seeds", DEFAULT_SEEDS);
		return LongStream.range(first, first + count)
			.mapToObj((each) -> DynamicTest.dynamicTest("seed " + each, () -> run(each)));
	}

	private static void run(long seed) throws IOException {
		int size = Integer.getInteger("faults.nodes", (seed % 2 == 0) ? 3 : 5);
		int seconds = Integer.getInteger("faults.seconds", DEFAULT_SECONDS);
		NemesisPlan plan = NemesisPlan.of(seed, size, Duration.ofSeconds(seconds));
		long begin = System.nanoTime();
		System.err.println(plan);
		try (Trial trial = Trial.start(ClusterPlan.of(size, "seed-" + seed))) {
			long started = System.nanoTime();
			trial.underGo((cluster) -> Nemesis.carryOut(plan, cluster));
			long now = System.nanoTime();
			System.err.printf("seed %d is clean, %d nodes: %.1f s to start, %.1f s from then%n%s%n", seed, size,
					(started - begin) / 1e9, (now - started) / 1e9, trial.verdict().report());
		}
		catch (IOException | AssertionError ex) {
			throw new AssertionError("Replay with -Dfaults.seed=" + seed + " -Dfaults.nodes=" + size
					+ " -Dfaults.seconds=" + seconds + "\n" + ex.getMessage(), ex);
		}
	}

}
