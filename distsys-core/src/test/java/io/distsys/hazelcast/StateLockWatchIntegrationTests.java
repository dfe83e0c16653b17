package io.distsys.hazelcast;

import java.time.Duration;
import java.util.UUID;

import com.hazelcast.cluster.ClusterState;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterStateChange;
import com.hazelcast.internal.cluster.impl.ClusterStateManager;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A member whose state another one has locked, for longer than the test takes. */
class StateLockWatchIntegrationTests {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static final long LEASE_MILLIS = Duration.ofHours(1).toMillis();

	@Test
	void aMemberThatWasLockedByOneThatHasGoneIsOpenedAndOthersCanJoin() {
		try (LocalCluster cluster = new LocalCluster()) {
			HazelcastInstance one = cluster.start("one").instance;
			HazelcastInstance two = cluster.start("two").instance;
			await().atMost(LIMIT).until(() -> sizeOf(one) == 2 && sizeOf(two) == 2);
			lock(one, two);
			assertThat(one.getCluster().getClusterState()).isEqualTo(ClusterState.IN_TRANSITION);
			two.getLifecycleService().terminate();
			await().atMost(LIMIT).until(() -> sizeOf(one) == 1);
			await().atMost(LIMIT).until(() -> one.getCluster().getClusterState() == ClusterState.ACTIVE);
			HazelcastInstance three = cluster.start("three").instance;
			await().atMost(LIMIT).until(() -> sizeOf(one) == 2 && sizeOf(three) == 2);
		}
	}

	@Test
	void aLockOfAMemberIsNotTouched() {
		try (LocalCluster cluster = new LocalCluster()) {
			LocalCluster.Peer one = cluster.start("one");
			HazelcastInstance two = cluster.start("two").instance;
			await().atMost(LIMIT).until(() -> sizeOf(one.instance) == 2 && sizeOf(two) == 2);
			UUID transaction = lock(one.instance, two);
			StateLockWatch watch = new StateLockWatch(MemberInternals.nodeOf(one.instance));
			for (int i = 0; i < 10; i++) {
				watch.look();
			}
			assertThat(one.instance.getCluster().getClusterState()).isEqualTo(ClusterState.IN_TRANSITION);
			assertThat(statesOf(one.instance).rollbackClusterState(transaction)).isTrue();
		}
	}

	private static UUID lock(HazelcastInstance locked, HazelcastInstance by) {
		Node node = MemberInternals.nodeOf(locked);
		UUID transaction = UUID.randomUUID();
		await().atMost(LIMIT).ignoreExceptions().until(() -> {
			statesOf(locked).lockClusterState(ClusterStateChange.from(ClusterState.FROZEN),
					MemberInternals.nodeOf(by).getThisAddress(), transaction, LEASE_MILLIS,
					node.getClusterService().getMemberListVersion(),
					node.getPartitionService().getPartitionStateStamp());
			return true;
		});
		return transaction;
	}

	private static ClusterStateManager statesOf(HazelcastInstance instance) {
		return MemberInternals.nodeOf(instance).getClusterService().getClusterStateManager();
	}

	private static int sizeOf(HazelcastInstance instance) {
		return instance.getCluster().getMembers().size();
	}

}
