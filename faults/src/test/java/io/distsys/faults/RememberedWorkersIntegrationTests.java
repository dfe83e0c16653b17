package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Workers that were started run again after each fault, without being called, and what
 * was stopped does not, whoever of the nodes is gone by then. Starts and stops go on all
 * the time.
 */
@Tag("full")
class RememberedWorkersIntegrationTests {

	private static final int SIZE = 3;

	/** So long that its lease ends and that Hazelcast drops it. */
	private static final Duration LONG = Duration.ofSeconds(9);

	@Test
	void theyOutliveEachNodeThatIsKilled() throws IOException {
		run("started-kill", (cluster, calls) -> {
			for (int node : cluster.nodes()) {
				calls.awaitAgreementWithout(node, "kill -9", cluster.kill(node));
				cluster.awaitEnd(node);
				cluster.start(node);
				calls.awaitAllVoteAndAgree();
			}
		});
	}

	@Test
	void theyOutliveEachNodeThatStandsStill() throws IOException {
		run("started-pause", (cluster, calls) -> {
			for (int node : cluster.nodes()) {
				long paused = cluster.pause(node);
				calls.awaitAgreementWithout(node, "pause", paused);
				sleepUntil(paused + LONG.toNanos());
				cluster.resume(node);
				calls.awaitAllVoteAndAgree();
			}
		});
	}

	@Test
	void theyOutliveEachNodeThatIsCutOff() throws IOException {
		run("started-cut", (cluster, calls) -> {
			for (int node : cluster.nodes()) {
				outlive(cluster, calls, node, "cut", cluster.cut(Set.of(node), cluster.allBut(node)));
			}
		});
	}

	@Test
	void theyOutliveEachNodeThatHearsNobodyOrIsNotHeard() throws IOException {
		run("started-one-way", (cluster, calls) -> {
			for (int node : cluster.nodes()) {
				outlive(cluster, calls, node, "hears nobody", cluster.cutOneWay(cluster.allBut(node), Set.of(node)));
				outlive(cluster, calls, node, "is not heard", cluster.cutOneWay(Set.of(node), cluster.allBut(node)));
			}
		});
	}

	@Test
	void theyOutliveAllProcessesThatHaveStartedThem() throws IOException {
		run("started-replace", (cluster, calls) -> {
			for (int node : cluster.nodes()) {
				calls.replace(node);
			}
		});
	}

	private static void run(String name, RollCalls.Faults faults) throws IOException {
		Trial.run(RollCalls.plan(ClusterPlan.of(SIZE, name)), RollCalls.through(faults));
	}

	/** A connection may be silent for as long again as it was cut. */
	private static void outlive(FaultCluster cluster, RollCalls calls, int node, String fault, long cut)
			throws IOException {
		calls.awaitAgreementWithout(node, fault, cut);
		sleepUntil(cut + LONG.toNanos());
		FaultCluster.sleep(Duration.ofNanos(cluster.heal() - cut));
		calls.awaitAllVoteAndAgree();
	}

	private static void sleepUntil(long instant) {
		FaultCluster.sleep(Duration.ofNanos(instant - System.nanoTime()));
	}

}
