package io.distsys.faults;

import java.io.IOException;

import io.distsys.faults.host.ClusterPlan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On clusters whose leases and elections are long, so that a busy machine does not make
 * nodes lose what they own: what is looked at is what the update itself takes. With the
 * defaults the nemesis does the same.
 */
@Tag("full")
class RollingUpdateIntegrationTests {

	@ParameterizedTest
	@ValueSource(ints = { 3, 5 })
	void allAreReplacedOneByOne(int size) throws IOException {
		Trial.run(plan(size, "rolling-" + size), (cluster) -> RollingUpdate.of(cluster, 1));
	}

	@Test
	void twoAtATimeAreReplaced() throws IOException {
		Trial.run(plan(5, "rolling-two"), (cluster) -> RollingUpdate.of(cluster, 2));
	}

	private static ClusterPlan plan(int size, String name) {
		return ClusterPlan.of(size, name)
			.withProperty("distsys.lease.ttl=10s")
			.withProperty("distsys.lease.renewal-interval=2s")
			.withProperty("distsys.consensus.heartbeat=500ms")
			.withProperty("distsys.consensus.election-timeout=3s");
	}

}
