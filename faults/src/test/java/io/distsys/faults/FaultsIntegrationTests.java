package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import org.junit.jupiter.api.Test;

import static io.distsys.faults.Trial.LEDGER;
import static io.distsys.faults.Trial.awaitOtherHolder;

/**
 * The short set: each kind of fault once, on three nodes. A cut is healed for TCP only
 * when it has tried again, after pauses that double; so each cut has a cluster of its
 * own.
 */
class FaultsIntegrationTests {

	@Test
	void anOwnerIsPausedAndAnotherIsKilled() throws IOException {
		Trial.run(ClusterPlan.of(3, "short-pause"), (cluster) -> {
			pauseInTheMiddleOfAnAct(cluster);
			kill(cluster);
		});
	}

	@Test
	void theOwnerIsCutOff() throws IOException {
		Trial.run(ClusterPlan.of(3, "short-cut"), FaultsIntegrationTests::cut);
	}

	@Test
	void theOwnerHearsNobody() throws IOException {
		Trial.run(ClusterPlan.of(3, "short-one-way"), FaultsIntegrationTests::oneWay);
	}

	private static void pauseInTheMiddleOfAnAct(FaultCluster cluster) throws IOException {
		int owner = cluster.watch().holderOf(LEDGER);
		awaitOtherHolder(cluster, owner, Trial.pauseInTheMiddleOfAnAct(cluster, owner));
		FaultCluster.sleep(Duration.ofMillis(500));
		Trial.awaitRefusal(cluster, cluster.resume(owner));
	}

	private static void cut(FaultCluster cluster) throws IOException {
		int owner = cluster.watch().holderOf(LEDGER);
		long cut = cluster.cut(Set.of(owner), cluster.allBut(owner));
		awaitOtherHolder(cluster, owner, cut);
		healAndSettle(cluster, cut);
	}

	private static void oneWay(FaultCluster cluster) throws IOException {
		int owner = cluster.watch().holderOf(LEDGER);
		long cut = cluster.cutOneWay(cluster.allBut(owner), Set.of(owner));
		awaitOtherHolder(cluster, owner, cut);
		healAndSettle(cluster, cut);
	}

	/**
	 * TCP repeats what was lost after pauses that double: a connection may be silent for
	 * as long again as it was cut.
	 */
	private static void healAndSettle(FaultCluster cluster, long cut) throws IOException {
		long healed = cluster.heal();
		FaultCluster.sleep(Duration.ofNanos(healed - cut));
	}

	private static void kill(FaultCluster cluster) {
		int owner = cluster.watch().holderOf(LEDGER);
		awaitOtherHolder(cluster, owner, cluster.kill(owner));
	}

}
