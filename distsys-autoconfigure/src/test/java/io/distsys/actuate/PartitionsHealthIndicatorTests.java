package io.distsys.actuate;

import java.util.Map;

import io.distsys.actuate.PartitionsHealthIndicator.State;
import io.distsys.cluster.NodeId;
import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.hazelcast.PartitionReport;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class PartitionsHealthIndicatorTests {

	private static final Map<NodeId, Integer> ONE = Map.of(new NodeId(0, 1), 271);

	private static final Map<NodeId, Integer> TWO = Map.of(new NodeId(0, 1), 136, new NodeId(0, 2), 135);

	private static Health health(PartitionReport report) {
		PartitionMonitor monitor = mock(PartitionMonitor.class);
		given(monitor.report()).willReturn(report);
		return new PartitionsHealthIndicator(monitor).health();
	}

	private static void assertHealth(PartitionReport report, Status status, State state) {
		Health health = health(report);
		assertThat(health.getStatus()).isEqualTo(status);
		assertThat(health.getDetails()).containsEntry("state", state);
	}

	@Test
	void safeIsUp() {
		assertHealth(new PartitionReport(271, 136, TWO, 0, 0, 0, true), Status.UP, State.SAFE);
	}

	@Test
	void aSingleNodeHasNoBackupsAndNeedsNone() {
		assertHealth(new PartitionReport(271, 271, ONE, 0, 271, 0, true), Status.UP, State.SAFE);
	}

	@Test
	void nothingKeptYetIsUp() {
		assertHealth(new PartitionReport(271, 0, TWO, 271, 271, 0, true), Status.UP, State.UNUSED);
	}

	@Test
	void onTheirWayIsDegraded() {
		assertHealth(new PartitionReport(271, 136, TWO, 0, 3, 2, false), ClusterHealthContributor.DEGRADED,
				State.MIGRATING);
	}

	@Test
	void backupsThatAreMissingOrBehindAreDegraded() {
		assertHealth(new PartitionReport(271, 136, TWO, 0, 3, 0, true), ClusterHealthContributor.DEGRADED,
				State.UNDER_REPLICATED);
		assertHealth(new PartitionReport(271, 136, TWO, 0, 0, 0, false), ClusterHealthContributor.DEGRADED,
				State.UNDER_REPLICATED);
		assertHealth(new PartitionReport(271, 136, TWO, 4, 4, 0, true), ClusterHealthContributor.DEGRADED,
				State.UNDER_REPLICATED);
	}

}
