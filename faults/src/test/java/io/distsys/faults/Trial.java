package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

import io.distsys.faults.check.Verdict;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.host.FaultNetwork;
import io.distsys.faults.node.Resources;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One cluster from its start to the verdict on its history: it works, something is done
 * to it, it is healed, it works again, and what was recorded keeps the promises.
 */
final class Trial {

	private static final Duration START = Duration.ofSeconds(90);

	/**
	 * The promise of the suite: after the last heal every resource is owned within this.
	 */
	private static final Duration RECOVERY = Duration.ofSeconds(10);

	private Trial() {
	}

	static void run(ClusterPlan plan, Faults faults) throws IOException {
		assumePossible();
		try (FaultCluster cluster = new FaultCluster(plan)) {
			start(cluster);
			faults.apply(cluster);
			String late = recover(cluster);
			Verdict verdict = Verdict.of(cluster.events());
			assertThat(verdict.violations()).as(verdict.report()).isEmpty();
			assertThat(late).as("not held within " + RECOVERY + " after the last heal").isEmpty();
		}
	}

	static void assumePossible() {
		FaultNetwork.missing().ifPresent((missing) -> {
			System.err.println("SKIPPED: " + missing);
			Assumptions.abort(missing);
		});
	}

	static void start(FaultCluster cluster) throws IOException {
		long begin = System.nanoTime();
		cluster.startAll();
		Set<String> missing = cluster.awaitHeld(Resources.all(), begin, START);
		assertThat(missing).as("never held after the start").isEmpty();
	}

	/** Returns what is not held in time, for people. */
	private static String recover(FaultCluster cluster) throws IOException {
		long healed = cluster.healAll();
		return String.join(", ", cluster.awaitHeld(Resources.all(), healed, RECOVERY));
	}

	/** What is done to a cluster that works. */
	interface Faults {

		void apply(FaultCluster cluster) throws IOException;

	}

}
