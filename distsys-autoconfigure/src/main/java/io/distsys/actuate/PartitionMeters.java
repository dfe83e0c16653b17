package io.distsys.actuate;

import java.util.function.ToDoubleFunction;

import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.hazelcast.PartitionReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the partitions of Hazelcast, as they were seen at the last look.
 *
 * @since 0.1
 */
public final class PartitionMeters implements MeterBinder {

	private final PartitionMonitor monitor;

	/**
	 * Create it.
	 * @param monitor watches the partitions
	 */
	public PartitionMeters(PartitionMonitor monitor) {
		this.monitor = monitor;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "safe", "1 while the backups of what this node owns are in step, otherwise 0",
				(report) -> report.safe() ? 1 : 0);
		gauge(registry, "owned", "Partitions that this node owns", PartitionReport::ownedHere);
		gauge(registry, "unassigned", "Partitions without an owner", PartitionReport::unassigned);
		gauge(registry, "backups.missing", "Partitions without a backup", PartitionReport::backupsMissing);
		gauge(registry, "migrating", "Partitions on their way to another node", PartitionReport::migrating);
	}

	private void gauge(MeterRegistry registry, String name, String description,
			ToDoubleFunction<PartitionReport> value) {
		Gauge.builder("distsys.partitions." + name, this.monitor, (watched) -> value.applyAsDouble(watched.report()))
			.description(description)
			.register(registry);
	}

}
