package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;

import static io.distsys.faults.Trial.LEDGER;
import static io.distsys.faults.Trial.awaitOtherHolder;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * One fault after another on one cluster; each has its row in docs/failure-scenarios.md.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultScenarios {

	private static final Duration LEASE = Duration.ofSeconds(2);

	private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(6);

	/** So long that Hazelcast drops the other side. */
	private static final Duration LONGER_THAN_MEMBERSHIP = Duration.ofSeconds(9);

	private final int size;

	/** So each has a directory of its own, and what shows a failure stays. */
	private int clusters;

	private @Nullable Trial trial;

	FaultScenarios(int size) {
		this.size = size;
	}

	/** A scenario that has failed leaves nothing to the next one. */
	@BeforeEach
	void start() throws IOException {
		if (this.trial == null || !this.trial.awaitWhole()) {
			close();
			this.trial = Trial.start(ClusterPlan.of(this.size, "scenarios-" + this.size + "-" + ++this.clusters));
		}
	}

	@AfterAll
	void close() throws IOException {
		if (this.trial != null) {
			this.trial.close();
			this.trial = null;
		}
	}

	private void scenario(Trial.Faults faults) throws IOException {
		Trial present = this.trial;
		this.trial = null;
		boolean clean = false;
		try {
			present.underGo(faults);
			clean = true;
			this.trial = present;
		}
		finally {
			if (!clean) {
				present.close();
			}
		}
	}

	private static int owner(FaultCluster cluster) {
		return cluster.watch().holderOf(LEDGER);
	}

	/** As many as can be missed, one of them that one. */
	private static Set<Integer> minorityWith(FaultCluster cluster, int node) {
		int missable = (cluster.nodes().size() - 1) / 2;
		Set<Integer> minority = new TreeSet<>(Set.of(node));
		for (int other : cluster.allBut(node)) {
			if (minority.size() < missable) {
				minority.add(other);
			}
		}
		return minority;
	}

	private static Set<Integer> others(FaultCluster cluster, Set<Integer> some) {
		Set<Integer> others = new TreeSet<>(cluster.nodes());
		others.removeAll(some);
		return others;
	}

	@Test
	void ownerIsKilled() throws IOException {
		scenario((cluster) -> {
			int owner = owner(cluster);
			awaitOtherHolder(cluster, owner, cluster.kill(owner));
		});
	}

	@Test
	void leaderIsKilled() throws IOException {
		scenario((cluster) -> {
			cluster.kill(cluster.watch().leader());
			FaultCluster.sleep(LONGER_THAN_A_LEASE);
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 20 })
	void ownerIsPausedInTheMiddleOfAnAct(int seconds) throws IOException {
		scenario((cluster) -> {
			int owner = owner(cluster);
			Trial.pauseInTheMiddleOfAnAct(cluster, owner);
			FaultCluster.sleep(Duration.ofSeconds(seconds));
			long resumed = cluster.resume(owner);
			if (seconds > 1) {
				Trial.awaitRefusal(cluster, resumed);
			}
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 20 })
	void leaderIsPaused(int seconds) throws IOException {
		scenario((cluster) -> {
			int leader = cluster.watch().leader();
			cluster.pause(leader);
			FaultCluster.sleep(Duration.ofSeconds(seconds));
			cluster.resume(leader);
		});
	}

	@Test
	void ownerLeavesInOrder() throws IOException {
		scenario((cluster) -> {
			int owner = owner(cluster);
			awaitOtherHolder(cluster, owner, cluster.askToLeave(owner));
			cluster.awaitEnd(owner);
		});
	}

	@Test
	void leaderLeavesInOrder() throws IOException {
		scenario((cluster) -> {
			int leader = cluster.watch().leader();
			cluster.askToLeave(leader);
			cluster.awaitEnd(leader);
		});
	}

	@Test
	void minorityWithTheOwnerIsCutOff() throws IOException {
		scenario((cluster) -> {
			int owner = owner(cluster);
			Set<Integer> minority = minorityWith(cluster, owner);
			cluster.cut(minority, others(cluster, minority));
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
		});
	}

	@Test
	void minorityWithTheLeaderIsCutOff() throws IOException {
		scenario((cluster) -> {
			Set<Integer> minority = minorityWith(cluster, cluster.watch().leader());
			cluster.cut(minority, others(cluster, minority));
			FaultCluster.sleep(LONGER_THAN_A_LEASE);
		});
	}

	/** As many as make a majority are alive all the time, and see only half of it. */
	@Test
	void halvesWithoutAMajority() throws IOException {
		scenario((cluster) -> {
			int leader = cluster.watch().leader();
			List<Integer> followers = cluster.allBut(leader).stream().sorted().toList();
			int half = followers.size() / 2;
			cluster.kill(followers.get(half));
			Set<Integer> without = new TreeSet<>(followers.subList(0, half));
			Set<Integer> with = new TreeSet<>(followers.subList(half + 1, followers.size()));
			with.add(leader);
			cluster.cut(with, without);
			long leaseEnds = System.nanoTime() + LEASE.toNanos();
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
			assertThat(Trial.heldSince(cluster, leaseEnds)).as("held without a majority").isEmpty();
			assertThat(Trial.answeredSince(cluster, leaseEnds)).as("decided without a majority").isEmpty();
		});
	}

	@Test
	void noNodeSeesAnother() throws IOException {
		scenario((cluster) -> {
			cluster.cut(cluster.nodes(), cluster.nodes());
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
		});
	}

	@Test
	void leaderIsNotHeard() throws IOException {
		scenario((cluster) -> {
			int leader = cluster.watch().leader();
			cluster.cutOneWay(Set.of(leader), cluster.allBut(leader));
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
		});
	}

	@Test
	void leaderHearsNobody() throws IOException {
		scenario((cluster) -> {
			int leader = cluster.watch().leader();
			cluster.cutOneWay(cluster.allBut(leader), Set.of(leader));
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
		});
	}

	@Test
	void leaderAndAnotherAreCutWhileBothSeeTheRest() throws IOException {
		scenario((cluster) -> {
			int leader = cluster.watch().leader();
			cluster.cut(Set.of(leader), Set.of(cluster.allBut(leader).iterator().next()));
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
		});
	}

	@Test
	void twoFollowersAreCutWhileBothSeeTheLeader() throws IOException {
		scenario((cluster) -> {
			List<Integer> followers = cluster.allBut(cluster.watch().leader()).stream().toList();
			cluster.cut(Set.of(followers.get(0)), Set.of(followers.get(1)));
			FaultCluster.sleep(LONGER_THAN_MEMBERSHIP);
		});
	}

	@Test
	void ownerFlapsEveryTwoSeconds() throws IOException {
		scenario((cluster) -> {
			int owner = owner(cluster);
			for (int i = 0; i < 4; i++) {
				cluster.cut(Set.of(owner), cluster.allBut(owner));
				FaultCluster.sleep(Duration.ofSeconds(2));
				cluster.heal();
				FaultCluster.sleep(Duration.ofSeconds(2));
			}
		});
	}

	/** It renews its lease all the same, or somebody else takes over. */
	@Test
	void ownerIsSlow() throws IOException {
		scenario((cluster) -> SlowNode.of(cluster, owner(cluster)));
	}

	@Test
	void leaderIsSlow() throws IOException {
		scenario((cluster) -> SlowNode.of(cluster, cluster.watch().leader()));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void allAreRestartedAtOnce(boolean inOrder) throws IOException {
		scenario((cluster) -> {
			cluster.nodes().forEach(inOrder ? cluster::askToLeave : cluster::kill);
			for (int node : cluster.nodes()) {
				cluster.awaitEnd(node);
			}
		});
	}

}
