package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The short set: each kind of fault once, on one cluster of three nodes. */
class FaultsIntegrationTests {

	private static final String LEDGER = "singleton/ledger";

	private static final Duration FAIL_OVER = Duration.ofSeconds(10);

	@Test
	void threeNodesKeepTheirPromisesUnderEachKindOfFault() throws IOException {
		Trial.run(ClusterPlan.of(3, "short"), (cluster) -> {
			pauseInTheMiddleOfAnAct(cluster);
			cut(cluster);
			oneWay(cluster);
			kill(cluster);
		});
	}

	private static void pauseInTheMiddleOfAnAct(FaultCluster cluster) throws IOException {
		int owner = cluster.holderOf(LEDGER);
		cluster.order(owner, "act " + LEDGER + " 300");
		FaultCluster.sleep(Duration.ofMillis(100));
		long paused = cluster.pause(owner);
		awaitOtherHolder(cluster, owner, paused);
		FaultCluster.sleep(Duration.ofMillis(500));
		long resumed = cluster.resume(owner);
		assertThat(cluster.await(resumed, FAIL_OVER, (event) -> event.kind() == EventKind.REFUSED
				&& event.resource().equals(LEDGER) && event.node().equals("register")))
			.as("the late write is refused")
			.isPresent();
	}

	private static void cut(FaultCluster cluster) throws IOException {
		int owner = cluster.holderOf(LEDGER);
		long cut = cluster.cut(Set.of(owner), cluster.allBut(owner));
		awaitOtherHolder(cluster, owner, cut);
		cluster.heal();
	}

	private static void oneWay(FaultCluster cluster) throws IOException {
		int owner = cluster.holderOf(LEDGER);
		long cut = cluster.cutOneWay(cluster.allBut(owner), Set.of(owner));
		awaitOtherHolder(cluster, owner, cut);
		cluster.heal();
	}

	private static void kill(FaultCluster cluster) {
		int owner = cluster.holderOf(LEDGER);
		awaitOtherHolder(cluster, owner, cluster.kill(owner));
	}

	private static void awaitOtherHolder(FaultCluster cluster, int owner, long since) {
		assertThat(cluster.await(since, FAIL_OVER, (event) -> isHeldByAnother(event, owner)))
			.as("another node than n" + owner + " holds " + LEDGER)
			.isPresent();
	}

	private static boolean isHeldByAnother(Event event, int owner) {
		return event.kind() == EventKind.ACQUIRED && event.resource().equals(LEDGER)
				&& !event.node().equals("n" + owner);
	}

}
