package io.distsys.actuate;

import java.util.List;
import java.util.function.Predicate;

import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonState;
import io.distsys.singleton.SingletonStatus;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Up while every singleton is active somewhere, as far as this node knows and can know.
 */
final class SingletonsHealthIndicator extends AbstractHealthIndicator {

	private final ClusterSingletons singletons;

	private final Ownerships.Lease lease;

	SingletonsHealthIndicator(ClusterSingletons singletons, Ownerships.Lease lease) {
		this.singletons = singletons;
		this.lease = lease;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<SingletonStatus> all = this.singletons.status();
		List<String> notActive = names(all, (status) -> !isActive(status));
		builder.status(notActive.isEmpty() ? Status.UP : ClusterHealthContributor.DEGRADED)
			.withDetail("activeHere", names(all, SingletonsHealthIndicator::isActiveHere))
			.withDetail("availableHere",
					names(all, (status) -> isActiveHere(status) && status.guarantee() == Guarantee.AVAILABLE))
			.withDetail("notActive", notActive);
	}

	/** As far as this node can know: what is strong it knows by its lease. */
	private boolean isActive(SingletonStatus status) {
		return status.tableState() == Ownership.State.ACTIVE
				&& (status.guarantee() == Guarantee.AVAILABLE || this.lease.isHeld());
	}

	private static boolean isActiveHere(SingletonStatus status) {
		return status.state() == SingletonState.ACTIVE;
	}

	private static List<String> names(List<SingletonStatus> all, Predicate<SingletonStatus> which) {
		return all.stream().filter(which).map(SingletonStatus::name).toList();
	}

}
