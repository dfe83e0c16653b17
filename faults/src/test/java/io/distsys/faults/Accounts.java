package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.AccountUser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers that are called by their class, on three nodes of which at most one is missing
 * at a time: so what they have acknowledged is kept, and is judged with all else.
 */
final class Accounts {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private Accounts() {
	}

	static ClusterPlan plan(String name) {
		return ClusterPlan.of(3, name).withProperty(AccountUser.PROPERTY + "=true");
	}

	/** What has happened before and after was seen by somebody. */
	static Trial.Faults seen(Trial.Faults faults) {
		return (cluster) -> {
			awaitAnswers(cluster);
			faults.apply(cluster);
			awaitAnswers(cluster);
		};
	}

	/** Wait until each of them has answered. */
	static void awaitAnswers(FaultCluster cluster) {
		assertThat(cluster.watch()
			.awaitEach(AccountUser.resources(), System.nanoTime(), PATIENCE,
					(event) -> event.kind() == EventKind.RETURNED))
			.as("accounts that do not answer")
			.isEmpty();
	}

	/**
	 * Take the ledger's owner from the others, which go on with its accounts.
	 * @return the owner
	 */
	static int lose(FaultCluster cluster, Loss loss) throws IOException {
		int owner = cluster.watch().holderOf(Trial.LEDGER);
		Set<String> owned = AccountUser.slots()
			.stream()
			.filter((slot) -> cluster.watch().holderOf(slot) == owner)
			.collect(Collectors.toSet());
		assertThat(owned).as("slots with accounts on n%d", owner).isNotEmpty();
		long begin = System.nanoTime();
		loss.happen(cluster, owner);
		assertThat(cluster.watch().awaitHeld(owned, begin, PATIENCE, (event) -> !event.node().equals("n" + owner)))
			.as("slots with accounts that nobody has taken over from n%d", owner)
			.isEmpty();
		return owner;
	}

	/** Start a node that was killed, and let the others hand accounts over to it. */
	static void startAnew(FaultCluster cluster, int node) throws IOException {
		awaitAnswers(cluster);
		long begin = System.nanoTime();
		cluster.start(node);
		cluster.awaitReady(node);
		assertThat(cluster.await(begin, PATIENCE,
				(event) -> event.kind() == EventKind.ACQUIRED && event.node().equals("n" + node)
						&& AccountUser.slots().contains(event.resource())))
			.as("accounts that move to the next process of n%d", node)
			.isPresent();
	}

	/** What is done to an owner. */
	interface Loss {

		void happen(FaultCluster cluster, int owner) throws IOException;

	}

}
