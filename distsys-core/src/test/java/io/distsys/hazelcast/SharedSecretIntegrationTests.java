package io.distsys.hazelcast;

import java.time.Duration;
import java.util.Map;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.hazelcast.guard.MemberGuard;
import io.distsys.hazelcast.guard.HandshakeStatistics;
import io.distsys.hazelcast.guard.JoinRefusedException;
import io.distsys.hazelcast.guard.MemberSecurity;
import io.distsys.hazelcast.guard.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Real members that have a secret in common, or not. */
class SharedSecretIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final String OLD = "the-old-secret-of-the-tests";

	private static final String NEW = "the-new-secret-of-the-tests";

	private LocalCluster cluster;

	@BeforeEach
	void start() {
		this.cluster = new LocalCluster();
	}

	@AfterEach
	void stop() {
		this.cluster.close();
	}

	private HazelcastInstance start(String name, String... secrets) {
		return this.cluster.startGuarded(name, MemberSecurity.none().withSecrets(secrets));
	}

	private static void awaitSize(int size, HazelcastInstance... instances) {
		for (HazelcastInstance instance : instances) {
			await().atMost(PATIENCE).until(() -> instance.getCluster().getMembers().size() == size);
		}
	}

	private static HandshakeStatistics statistics(HazelcastInstance instance) {
		return MemberGuard.statistics(instance).orElseThrow();
	}

	@Test
	void nodesOfOneSecretFindEachOtherAndWorkTogether() {
		HazelcastInstance one = start("one", OLD);
		HazelcastInstance two = start("two", OLD);
		awaitSize(2, one, two);
		LocalCluster.awaitPartitions(one, two);
		one.getMap("orders").putAll(Map.of("a", "1", "b", "2", "c", "3"));
		assertThat(two.getMap("orders").entrySet()).hasSize(3);
		assertThat(statistics(one).passed()).isPositive();
		assertThat(statistics(one).refused()).doesNotContainKey(Refusal.OTHER_SECRET);
	}

	@Test
	void nodeWithAnotherSecretDoesNotStartAndTheClusterGoesOn() {
		HazelcastInstance one = start("one", OLD);
		assertThatExceptionOfType(JoinRefusedException.class).isThrownBy(() -> start("stranger", NEW))
			.satisfies((ex) -> assertThat(ex.refusals()).containsValue(Refusal.OTHER_SECRET));
		assertThat(statistics(one).refused()).containsKey(Refusal.OTHER_SECRET);
		awaitSize(1, one);
		awaitSize(2, start("two", OLD), one);
	}

	@Test
	void nodeWithoutASecretDoesNotStartBesideThoseThatHaveOne() {
		HazelcastInstance one = start("one", OLD);
		assertThatExceptionOfType(JoinRefusedException.class).isThrownBy(() -> start("stranger"))
			.satisfies((ex) -> assertThat(ex.refusals()).containsValue(Refusal.NO_SECRET));
		assertThat(statistics(one).refused()).containsKey(Refusal.NO_SECRET);
		awaitSize(1, one);
	}

	@Test
	void nodeWithASecretDoesNotStartBesideThoseThatHaveNone() {
		HazelcastInstance one = start("one");
		assertThatExceptionOfType(JoinRefusedException.class).isThrownBy(() -> start("stranger", OLD))
			.satisfies((ex) -> assertThat(ex.refusals()).containsValue(Refusal.NO_SECRET));
		awaitSize(1, one);
	}

	@Test
	void secretIsChangedOneNodeAfterAnother() {
		HazelcastInstance one = start("one", OLD);
		HazelcastInstance two = start("two", OLD, NEW);
		awaitSize(2, one, two);
		one.shutdown();
		HazelcastInstance three = start("three", NEW, OLD);
		awaitSize(2, two, three);
		two.shutdown();
		awaitSize(2, start("four", NEW), three);
	}

	@Test
	void nodesOfAnotherClusterWithTheSameSecretStayApart() {
		HazelcastInstance one = start("one", OLD);
		HazelcastInstance other = HazelcastMember.start(this.cluster.config("other").setClusterName("another-cluster"),
				MemberSecurity.none().withSecrets(OLD));
		try {
			assertThat(other.getCluster().getMembers()).hasSize(1);
			assertThat(one.getCluster().getMembers()).hasSize(1);
		}
		finally {
			other.getLifecycleService().terminate();
		}
	}

}
