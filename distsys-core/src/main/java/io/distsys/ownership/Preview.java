package io.distsys.ownership;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.ownership.RebalancePlan.Hindrance;
import io.distsys.ownership.RebalancePlan.PlannedMove;

/**
 * Runs the planner twice, with what may be done now and with everything allowed: a pure
 * function of the table and of what holds moves up.
 */
final class Preview {

	private static final Planner UNBOUNDED = new Planner(Integer.MAX_VALUE);

	private Preview() {
	}

	/**
	 * What the leader does next.
	 * @param scope what it may do now
	 * @param hindrances what holds up moves of all resources
	 */
	static RebalancePlan ofLeader(OwnershipTable table, Planner planner, Planner.Scope scope,
			Set<Hindrance> hindrances) {
		return plan(true, table, planner, scope, hindrances);
	}

	/** What would be done by a leader that knows as little as this node. */
	static RebalancePlan ofOther(OwnershipTable table, Planner planner) {
		boolean paused = table.moves().pause() != null;
		return plan(false, table, planner, new Planner.Scope(true, !paused),
				paused ? EnumSet.of(Hindrance.PAUSED) : EnumSet.noneOf(Hindrance.class));
	}

	private static RebalancePlan plan(boolean decides, OwnershipTable table, Planner planner, Planner.Scope scope,
			Set<Hindrance> known) {
		Collection<Session> sessions = table.sessions();
		List<Ownership> rows = table.all().toList();
		List<PlannedMove> begin = planned(planner.steps(sessions, rows, scope));
		Set<ResourceKey> beginning = begin.stream().map(PlannedMove::key).collect(Collectors.toSet());
		List<PlannedMove> held = planned(UNBOUNDED.steps(sessions, rows, scope.withoutWaiting())).stream()
			.filter((move) -> !beginning.contains(move.key()))
			.toList();
		int underWay = Planner.underWay(rows);
		Set<Hindrance> hindrances = EnumSet.noneOf(Hindrance.class);
		hindrances.addAll(known);
		if (held.stream().anyMatch((move) -> scope.resting().contains(move.key()))) {
			hindrances.add(Hindrance.MINIMUM_STAY);
		}
		if (begin.stream().filter((move) -> move.from() != null).count() + underWay >= planner.maxMoves()) {
			hindrances.add(Hindrance.TOO_MANY_AT_ONCE);
		}
		return new RebalancePlan(decides, begin, held, held.isEmpty() ? Set.of() : hindrances, underWay,
				planner.maxMoves());
	}

	private static List<PlannedMove> planned(List<Planner.Step> steps) {
		return steps.stream().map(Planner.Step::planned).toList();
	}

}
