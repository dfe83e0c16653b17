package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

import io.distsys.faults.host.FaultCluster;
import org.junit.jupiter.api.Test;

import static io.distsys.faults.Trial.awaitOtherHolder;

/**
 * The short set: each kind of fault once, on three nodes. A cut is healed for TCP only
 * when it has tried again, after pauses that double; so each cut has a cluster of its
 * own. In none of them are two nodes missing at once, so workers keep what they have
 * acknowledged: {@link Accounts} are called all the time.
 */
class FaultsIntegrationTests {

	@Test
	void anOwnerIsPausedAndAnotherIsKilled() throws IOException {
		run("short-pause", (cluster) -> {
			Accounts.lose(cluster, FaultsIntegrationTests::pauseInTheMiddleOfAnAct);
			int killed = Accounts.lose(cluster, FaultsIntegrationTests::kill);
			Accounts.startAnew(cluster, killed);
		});
	}

	@Test
	void theOwnerIsCutOff() throws IOException {
		run("short-cut", (cluster) -> Accounts.lose(cluster, FaultsIntegrationTests::cut));
	}

	@Test
	void theOwnerHearsNobody() throws IOException {
		run("short-one-way", (cluster) -> Accounts.lose(cluster, FaultsIntegrationTests::oneWay));
	}

	private static void run(String name, Trial.Faults faults) throws IOException {
		Trial.run(Accounts.plan(name), Accounts.seen(faults));
	}

	private static void pauseInTheMiddleOfAnAct(FaultCluster cluster, int owner) throws IOException {
		awaitOtherHolder(cluster, owner, Trial.pauseInTheMiddleOfAnAct(cluster, owner));
		FaultCluster.sleep(Duration.ofMillis(500));
		Trial.awaitRefusal(cluster, cluster.resume(owner));
	}

	private static void kill(FaultCluster cluster, int owner) {
		awaitOtherHolder(cluster, owner, cluster.kill(owner));
	}

	private static void cut(FaultCluster cluster, int owner) throws IOException {
		long cut = cluster.cut(Set.of(owner), cluster.allBut(owner));
		awaitOtherHolder(cluster, owner, cut);
		healAndSettle(cluster, cut);
	}

	private static void oneWay(FaultCluster cluster, int owner) throws IOException {
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

}
