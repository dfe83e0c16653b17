package io.distsys.hazelcast;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;

import com.hazelcast.cluster.ClusterState;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A member that starts.
 */
class HazelcastMemberIntegrationTests {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	@Test
	void waitsWhileTwoPartsOfItsClusterBecomeOne() throws Exception {
		try (LocalCluster cluster = new LocalCluster()) {
			HazelcastInstance one = cluster.start("one").instance;
			CountDownLatch refused = new CountDownLatch(1);
			one.getLoggingService().addLogListener(Level.WARNING, (event) -> {
				if (event.getLogRecord().getMessage().contains("doesn't allow new members")) {
					refused.countDown();
				}
			});
			one.getCluster().changeClusterState(ClusterState.FROZEN);
			CompletableFuture<HazelcastInstance> two = CompletableFuture
				.supplyAsync(() -> cluster.start("two").instance, (task) -> new Thread(task).start());
			assertThat(refused.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("refused").isTrue();
			one.getCluster().changeClusterState(ClusterState.ACTIVE);
			assertThat(two.get(LIMIT.toSeconds(), TimeUnit.SECONDS).getCluster().getMembers()).hasSize(2);
		}
	}

}
