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
class PartWatchIntegrationTests {

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

	/** The oldest, which has to look for the two others, does not list them. */
	@Test
	void theyComeTogetherAlthoughNotEverybodyIsListed() {
		try (LocalCluster cluster = new LocalCluster()) {
			HazelcastInstance first = cluster.startListingTheFirst("one");
			List<HazelcastInstance> others = List.of(cluster.startListingTheFirst("two"),
					cluster.startListingTheFirst("three"));
			Awaitility.await().atMost(LIMIT).until(() -> others.stream().allMatch((other) -> sizeOf(other) == 3));
			others.forEach((other) -> {
				suspect(first, other);
				suspect(other, first);
			});
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> first.getCluster().getMembers().size() == 3
						&& first.getCluster().getMembers().containsAll(others.get(0).getCluster().getMembers()));
		}
	}

	/** It lists only itself, and is somebody whom the others have never seen. */
	@Test
	void aFirstOneThatIsStartedAnewJoinsTheOthers() {
		try (LocalCluster cluster = new LocalCluster()) {
			HazelcastInstance first = cluster.startListingTheFirst("one");
			List<HazelcastInstance> others = List.of(cluster.startListingTheFirst("two"),
					cluster.startListingTheFirst("three"));
			Awaitility.await().atMost(LIMIT).until(() -> others.stream().allMatch((other) -> sizeOf(other) == 3));
			first.getLifecycleService().terminate();
			HazelcastInstance again = cluster.startListingTheFirst("one again");
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> sizeOf(again) == 3 && others.stream().allMatch((other) -> sizeOf(other) == 3));
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
