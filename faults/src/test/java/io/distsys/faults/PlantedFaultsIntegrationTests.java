package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.distsys.faults.check.Verdict;
import io.distsys.faults.check.Violation;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.nemesis.Nemesis;
import io.distsys.faults.nemesis.NemesisPlan;
import io.distsys.faults.node.AccountUser;
import io.distsys.faults.node.Sentries;
import io.distsys.faults.planted.PlantedFault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The suite finds faults: with each of these in the nodes, what finds nothing otherwise
 * finds it within a few minutes, and says where. A scenario comes first, then the nemesis
 * with one seed after another. What harms nobody but in a flood is planted into
 * {@link BulkFloodIntegrationTests}, what is only counted wrongly into
 * {@link WordsIntegrationTests}.
 */
@Tag("full")
class PlantedFaultsIntegrationTests {

	private static final int SIZE = 3;

	private static final int SEEDS = 5;

	private static final Duration CUT = Duration.ofSeconds(8);

	private static final Duration TIME = Duration.ofSeconds(15);

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE,
			names = { "ONE_LANE", "LOSSES_ARE_NOT_COUNTED", "OWNER_KNOWS_NO_BACKUP", "STOPPED_WORKER_IS_KEPT" })
	void theSuiteFinds(PlantedFault fault) throws IOException {
		long begin = System.nanoTime();
		for (long seed = 0; seed < SEEDS; seed++) {
			Verdict verdict = verdict(fault, seed);
			if (!verdict.isClean()) {
				System.err.printf("%s is found with seed %d after %.0f s:%n%s%n", fault, seed,
						(System.nanoTime() - begin) / 1e9, verdict.report());
				return;
			}
		}
		fail(fault + " is not found within " + SEEDS + " seeds");
	}

	/** Nothing shows it before the kill: neither what is lost nor what does not run. */
	@Test
	void theSuiteFindsThatAKilledOwnerHadNoBackup() throws IOException {
		PlantedFault fault = PlantedFault.OWNER_KNOWS_NO_BACKUP;
		ClusterPlan plan = RollCalls.plan(Accounts.plan("planted-" + fault)).withJvmOption(fault.option());
		try (Trial trial = Trial.start(plan)) {
			trial.underGo(Accounts::awaitAnswers);
			List<String> differences = new ArrayList<>();
			trial.suffer(Accounts.seen((cluster) -> {
				RollCalls calls = RollCalls.begin(cluster);
				Accounts.lose(cluster,
						(ignored, owner) -> differences.addAll(calls.differencesWithout(owner, cluster.kill(owner))));
			}));
			Verdict verdict = trial.verdict();
			System.err.printf("%s is found:%n%s%s%n", fault, verdict.report(), differences);
			assertThat(verdict.violations()).extracting(Violation::resource)
				.anyMatch((resource) -> resource.startsWith(AccountUser.RESOURCE))
				.allMatch((resource) -> resource.startsWith(AccountUser.RESOURCE)
						|| resource.startsWith(Sentries.RESOURCE));
			assertThat(differences).as("started workers that were forgotten")
				.anyMatch((difference) -> difference.endsWith("does not run"));
		}
	}

	@Test
	void theSuiteFindsThatAStoppedWorkerComesBack() throws IOException {
		PlantedFault fault = PlantedFault.STOPPED_WORKER_IS_KEPT;
		ClusterPlan plan = RollCalls.plan(ClusterPlan.of(SIZE, "planted-" + fault)).withJvmOption(fault.option());
		try (Trial trial = Trial.start(plan)) {
			List<String> differences = new ArrayList<>();
			trial.suffer((cluster) -> {
				RollCalls calls = RollCalls.begin(cluster);
				int owner = cluster.watch().holderOf(Trial.LEDGER);
				differences.addAll(calls.differencesWithout(owner, cluster.kill(owner)));
			});
			Verdict verdict = trial.verdict();
			System.err.printf("%s is found:%n%s%s%n", fault, verdict.report(), differences);
			assertThat(verdict.violations()).extracting(Violation::what)
				.isNotEmpty()
				.allMatch((what) -> what.endsWith("after its stop was answered"));
			assertThat(differences).anyMatch((difference) -> difference.endsWith("and should not"));
		}
	}

	private static Verdict verdict(PlantedFault fault, long seed) throws IOException {
		NemesisPlan nemesis = NemesisPlan.of(seed, SIZE, TIME);
		String name = "planted-" + fault;
		ClusterPlan plan = ClusterPlan.of(SIZE, name).withJvmOption(fault.option());
		try (Trial trial = Trial.start(plan)) {
			trial.suffer(PlantedFaultsIntegrationTests::cutOffTheLeader);
			Verdict verdict = trial.verdict();
			if (verdict.isClean()) {
				trial.suffer((cluster) -> Nemesis.carryOut(nemesis, cluster));
				verdict = trial.verdict();
			}
			return verdict;
		}
	}

	private static void cutOffTheLeader(FaultCluster cluster) throws IOException {
		int leader = cluster.watch().leader();
		cluster.cut(Set.of(leader), cluster.allBut(leader));
		FaultCluster.sleep(CUT);
	}

}
