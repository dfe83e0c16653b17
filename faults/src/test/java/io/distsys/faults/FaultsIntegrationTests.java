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
 * acknowledged: {@link Accounts} are called all the time, and workers are started and
 * stopped, of which {@link RollCalls} are held.
 */
class FaultsIntegrationTests {

	@Test
	void anOwnerIsPausedTwoAreReplacedAndOneIsKilled() throws IOException {
		run("short-pause", (cluster, calls) -> {
			Accounts.lose(cluster, (ignored, owner) -> pauseInTheMiddleOfAnAct(cluster, calls, owner));
			for (int node : cluster.allBut(cluster.watch().holderOf(Trial.LEDGER))) {
				calls.replace(node);
			}
			int killed = Accounts.lose(cluster, (ignored, owner) -> kill(cluster, calls, owner));
			Accounts.startAnew(cluster, killed);
			calls.awaitAllAgree();
		});
	}

	@Test
	void theOwnerIsCutOff() throws IOException {
		run("short-cut", (cluster, calls) -> Accounts.lose(cluster, (ignored, owner) -> {
			long cut = cluster.cut(Set.of(owner), cluster.allBut(owner));
			calls.awaitAgreementWithout(owner, "cut", cut);
			awaitOtherHolder(cluster, owner, cut);
			healAndSettle(cluster, calls, cut);
		}));
	}

	@Test
	void theOwnerHearsNobody() throws IOException {
		run("short-one-way", (cluster, calls) -> Accounts.lose(cluster, (ignored, owner) -> {
			long cut = cluster.cutOneWay(cluster.allBut(owner), Set.of(owner));
			calls.awaitAgreementWithout(owner, "hears nobody", cut);
			awaitOtherHolder(cluster, owner, cut);
			healAndSettle(cluster, calls, cut);
		}));
	}

	private static void run(String name, RollCalls.Faults faults) throws IOException {
		Trial.run(RollCalls.plan(Accounts.plan(name)), Accounts.seen(RollCalls.through(faults)));
	}

	private static void pauseInTheMiddleOfAnAct(FaultCluster cluster, RollCalls calls, int owner) throws IOException {
		long paused = Trial.pauseInTheMiddleOfAnAct(cluster, owner);
		calls.awaitAgreementWithout(owner, "pause", paused);
		awaitOtherHolder(cluster, owner, paused);
		Trial.awaitRefusal(cluster, cluster.resume(owner));
		calls.awaitAllVoteAndAgree();
	}

	private static void kill(FaultCluster cluster, RollCalls calls, int owner) throws IOException {
		long killed = cluster.kill(owner);
		calls.awaitAgreementWithout(owner, "kill -9", killed);
		awaitOtherHolder(cluster, owner, killed);
	}

	/**
	 * TCP repeats what was lost after pauses that double: a connection may be silent for
	 * as long again as it was cut.
	 */
	private static void healAndSettle(FaultCluster cluster, RollCalls calls, long cut) throws IOException {
		long healed = cluster.heal();
		FaultCluster.sleep(Duration.ofNanos(healed - cut));
		calls.awaitAllVoteAndAgree();
	}

}
