package io.distsys.actuate;

import java.util.List;
import java.util.function.Predicate;

import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonState;
import io.distsys.singleton.SingletonStatus;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Up while every singleton that this node knows is active somewhere. */
final class SingletonsHealthIndicator extends AbstractHealthIndicator {

	private final ClusterSingletons singletons;

	SingletonsHealthIndicator(ClusterSingletons singletons) {
		this.singletons = singletons;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<SingletonStatus> all = this.singletons.status();
		List<String> notActive = names(all, (status) -> status.tableState() != Ownership.State.ACTIVE);
		builder.status(notActive.isEmpty() ? Status.UP : ClusterHealthContributor.DEGRADED)
			.withDetail("activeHere", names(all, SingletonsHealthIndicator::isActiveHere))
			.withDetail("availableHere",
					names(all, (status) -> isActiveHere(status) && status.guarantee() == Guarantee.AVAILABLE))
			.withDetail("notActive", notActive);
	}

	private static boolean isActiveHere(SingletonStatus status) {
		return status.state() == SingletonState.ACTIVE;
	}

	private static List<String> names(List<SingletonStatus> all, Predicate<SingletonStatus> which) {
		return all.stream().filter(which).map(SingletonStatus::name).toList();
	}

}
