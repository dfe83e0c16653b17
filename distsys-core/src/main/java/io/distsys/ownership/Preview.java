package io.distsys.ownership;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.ownership.RebalancePlan.Hindrance;
import io.distsys.ownership.RebalancePlan.PlannedMove;

/**
 * What a plan follows from, as it was at one moment. The planner runs twice over it, with
 * what may be done now and with everything allowed.
 *
 * @param decides whether it is the leader's
 * @param sessions the open sessions
 * @param rows the rows of the table
 * @param planner plans
 * @param scope what may be done now
 * @param known what holds up moves of all resources
 */
record Preview(boolean decides, Collection<Session> sessions, List<Ownership> rows, Planner planner,
		Planner.Scope scope, Set<Hindrance> known) {

	private static final Planner UNBOUNDED = new Planner(Integer.MAX_VALUE);

	/** What the leader does next. */
	static Preview ofLeader(OwnershipTable table, Planner planner, Planner.Scope scope, Set<Hindrance> known) {
		return new Preview(true, table.sessions(), table.planned(), planner, scope, known);
	}

	/** What would be done by a leader that knows as little as this node. */
	static Preview ofOther(OwnershipTable table, Planner planner) {
		boolean paused = table.moves().pause() != null;
		return new Preview(false, table.sessions(), table.planned(), planner, new Planner.Scope(true, !paused),
				paused ? Set.of(Hindrance.PAUSED) : Set.of());
	}

	/** Plan: a pure function of what was seen. */
	RebalancePlan plan() {
		List<PlannedMove> begin = steps(this.planner, this.scope);
		Set<ResourceKey> beginning = begin.stream().map(PlannedMove::key).collect(Collectors.toSet());
		List<PlannedMove> held = steps(UNBOUNDED, this.scope.withoutWaiting()).stream()
			.filter((move) -> !beginning.contains(move.key()))
			.toList();
		int underWay = Planner.underWay(this.rows);
		return new RebalancePlan(this.decides, begin, held,
				held.isEmpty() ? Set.of() : hindrances(begin, held, underWay), underWay, this.planner.maxMoves());
	}

	private List<PlannedMove> steps(Planner with, Planner.Scope allowed) {
		return with.steps(this.sessions, this.rows, allowed).stream().map(Planner.Step::planned).toList();
	}

	private Set<Hindrance> hindrances(List<PlannedMove> begin, List<PlannedMove> held, int underWay) {
		Set<Hindrance> hindrances = EnumSet.noneOf(Hindrance.class);
		hindrances.addAll(this.known);
		if (held.stream().anyMatch((move) -> this.scope.resting().contains(move.key()))) {
			hindrances.add(Hindrance.MINIMUM_STAY);
		}
		if (begin.stream().filter(Preview::beginsAMove).count() + underWay >= this.planner.maxMoves()) {
			hindrances.add(Hindrance.TOO_MANY_AT_ONCE);
		}
		return hindrances;
	}

	/** What was free is given at once, and what is aimed anew has begun before. */
	private static boolean beginsAMove(PlannedMove move) {
		return move.reason() != RebalancePlan.Reason.FREE && move.reason() != RebalancePlan.Reason.NEXT_IS_GONE;
	}

}
