package io.distsys.hazelcast;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two parts of a cluster that take each other for dead.
 */
class PromptJoinerIntegrationTests {

	/** Hazelcast alone waits for five seconds at each of these. */
	private static final int PORTS_OF_NOBODY = 60;

	private static final Duration LIMIT = Duration.ofMinutes(1);

	@Test
	void theyComeTogetherAlthoughNobodyListensAtMostAddresses() throws InterruptedException {
		try (LocalCluster cluster = new LocalCluster(PORTS_OF_NOBODY)) {
			cutAndAwaitOne(cluster.start("one").instance, cluster.start("two").instance);
		}
	}

	@Test
	void theyComeTogetherAlsoWhereSomebodyIsAskedForTheAddresses() throws InterruptedException {
		try (LocalCluster cluster = new LocalCluster(PORTS_OF_NOBODY)) {
			cutAndAwaitOne(cluster.startAsking("one"), cluster.startAsking("two"));
		}
	}

	private static void cutAndAwaitOne(HazelcastInstance one, HazelcastInstance two) throws InterruptedException {
		Awaitility.await().atMost(LIMIT).until(() -> sizeOf(one) == 2 && sizeOf(two) == 2);
		CountDownLatch merged = new CountDownLatch(1);
		List.of(one, two).forEach((instance) -> instance.getLifecycleService().addLifecycleListener((event) -> {
			if (event.getState() == LifecycleState.MERGED) {
				merged.countDown();
			}
		}));
		suspect(one, two);
		suspect(two, one);
		assertThat(merged.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("one has joined the other").isTrue();
		Awaitility.await().atMost(LIMIT).until(() -> sizeOf(one) == 2 && sizeOf(two) == 2);
		assertThat(one.getCluster().getMembers()).containsExactlyInAnyOrderElementsOf(two.getCluster().getMembers());
	}

	private static void suspect(HazelcastInstance here, HazelcastInstance there) {
		ClusterServiceImpl cluster = MemberInternals.nodeOf(here).getClusterService();
		cluster.suspectMember(cluster.getMember(there.getCluster().getLocalMember().getUuid()), "of a test", true);
	}

	private static int sizeOf(HazelcastInstance instance) {
		return instance.getCluster().getMembers().size();
	}

}
