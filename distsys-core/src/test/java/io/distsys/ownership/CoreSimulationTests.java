package io.distsys.ownership;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;

import io.distsys.ownership.CoreChaos.Counts;
import io.distsys.ownership.CoreChaos.Outcome;
import io.distsys.simulation.SimulationLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The strong core as a whole, in virtual time, under everything that can happen to it.
 * Run more with {@code -Dsimulation.seeds=10000}, from another one on with
 * {@code -Dsimulation.first=301}, one alone with {@code -Dsimulation.seed=17}.
 */
class CoreSimulationTests {

	private static final String CHAOS = "neverTwoHoldersWhateverHappensAndAllOwnedAfterwards";

	private static final String LYING_CLOCKS = "whereClocksRunTooFarApartTheTokensStillTellTheLateOne";

	@Test
	void neverTwoHoldersWhateverHappensAndAllOwnedAfterwards() {
		List<Outcome> outcomes = new SeedRunner(CoreChaos::run, "CoreSimulationTests#" + CHAOS).runAll(300);
		assertThat(sum(outcomes, Counts::overlaps)).isZero();
		if (outcomes.size() > 100) {
			assertThat(outcomes.stream().filter(Outcome::majorityLost).count()).isLessThan(outcomes.size() / 10);
			assertThat(sum(outcomes, Counts::installs)).isPositive();
		}
	}

	@Test
	void whereClocksRunTooFarApartTheTokensStillTellTheLateOne() {
		List<Outcome> outcomes = new SeedRunner(CoreChaos::runWithLyingClocks, "CoreSimulationTests#" + LYING_CLOCKS)
			.runAll(20);
		if (outcomes.size() >= 20) {
			assertThat(sum(outcomes, Counts::overlaps)).as("two at a time").isPositive();
			assertThat(sum(outcomes, Counts::refused)).as("late writes").isPositive();
		}
	}

	@Test
	void aSeedRunsTheSameTwice() {
		try (SimulationLog log = SimulationLog.open(false)) {
			for (long seed = 1; seed <= 2; seed++) {
				assertThat(CoreChaos.run(seed)).isEqualTo(CoreChaos.run(seed));
			}
		}
	}

	/** Sets and maps of the JDK have another order in every process. */
	@Test
	void aSeedRunsTheSameInAnotherProcess() throws IOException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				classPath, CoreChaos.class.getName(), "5")
			.redirectErrorStream(true)
			.start();
		String told = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		try (SimulationLog log = SimulationLog.open(false)) {
			assertThat(told.trim()).isEqualTo(CoreChaos.run(5).toString());
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "FENCE_NEVER_CLOSES", "LEADER_HURRIES", "TOKEN_TWICE", "SNAPSHOT_FORGETS_TOKEN",
			"SESSION_ENDS_EARLY" })
	void theSimulationFindsAPlantedFault(Mutant mutant) {
		assertThat(mutant.firstFailure(10)).containsPattern("Two hold|Token|has another table");
	}

	private static long sum(List<Outcome> outcomes, ToLongFunction<Counts> count) {
		return outcomes.stream().map(Outcome::counts).mapToLong(count).sum();
	}

}
