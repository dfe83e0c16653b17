package io.distsys.actuate;

import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.hazelcast.PartitionReport;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Up while every partition of Hazelcast has what it should have. */
final class PartitionsHealthIndicator extends AbstractHealthIndicator {

	private final PartitionMonitor monitor;

	PartitionsHealthIndicator(PartitionMonitor monitor) {
		this.monitor = monitor;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		PartitionReport report = this.monitor.report();
		State state = State.of(report);
		boolean complete = state == State.SAFE || state == State.UNUSED;
		builder.status(complete ? Status.UP : ClusterHealthContributor.DEGRADED)
			.withDetail("state", state)
			.withDetail("total", report.total())
			.withDetail("unassigned", report.unassigned())
			.withDetail("backupsMissing", report.backupsMissing())
			.withDetail("migrating", report.migrating());
	}

	/** What the partitions have. */
	enum State {

		/** Nothing has been kept yet: no partition has an owner. */
		UNUSED,

		/** All that a cluster of this size can have; a single node has no backups. */
		SAFE,

		/** Some are on their way to another node. */
		MIGRATING,

		/** Some have no owner or no backup, or one that is behind. */
		UNDER_REPLICATED;

		static State of(PartitionReport report) {
			if (report.unassigned() == report.total()) {
				return UNUSED;
			}
			if (report.migrating() > 0) {
				return MIGRATING;
			}
			boolean backupsMissing = report.backupsMissing() > 0 && report.ownedByNode().size() > 1;
			return (report.safe() && report.unassigned() == 0 && !backupsMissing) ? SAFE : UNDER_REPLICATED;
		}

	}

}
