package io.distsys.actuate;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.distsys.actuate.RebalanceDescriptor.PauseDescriptor;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerStatistics;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Up while every slot of the worker types of this node is active somewhere: those of
 * available types somewhere in its view.
 */
final class WorkersHealthIndicator extends AbstractHealthIndicator {

	private final WorkerNode workers;

	private final Ownerships ownerships;

	WorkersHealthIndicator(WorkerNode workers, Ownerships ownerships) {
		this.workers = workers;
		this.ownerships = ownerships;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		// Without a lease this node does not know who still has what its table shows.
		boolean known = this.ownerships.lease().isHeld();
		Map<String, Long> active = this.workers.slots()
			.filter((row) -> row.state() == Ownership.State.ACTIVE)
			.collect(Collectors.groupingBy((row) -> row.key().name(), Collectors.counting()));
		Map<String, TypeHealth> types = this.workers.statistics()
			.stream()
			.collect(Collectors.toMap(WorkerStatistics::type,
					(type) -> new TypeHealth(type.slots(),
							(known || type.guarantee() == Guarantee.AVAILABLE)
									? active.getOrDefault(WorkerNode.slotNameOf(type.type()), 0L) : 0L,
							type.workers(), type.waiting(), type.guarantee()),
					(one, other) -> one, TreeMap::new));
		boolean complete = types.values().stream().allMatch((type) -> type.activeSlots() >= type.slots());
		builder.status(complete ? Status.UP : ClusterHealthContributor.DEGRADED).withDetail("types", types);
		PauseDescriptor paused = PauseDescriptor.of(this.ownerships);
		if (paused != null) {
			builder.withDetail("movesPaused", paused);
		}
	}

	/**
	 * One worker type.
	 *
	 * @param slots how many slots there are
	 * @param activeSlots how many are active, on any node
	 * @param workers workers on this node
	 * @param waiting calls that wait in their mailboxes
	 * @param guarantee what is promised of them
	 */
	record TypeHealth(int slots, long activeSlots, int workers, int waiting, Guarantee guarantee) {

	}

}
