package io.distsys.actuate;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.RebalancePlan;
import org.jspecify.annotations.Nullable;

/**
 * What would move, and whether somebody has paused that.
 *
 * @param paused who has paused moves for balance, and why; absent if nobody has
 * @param plan what would move; absent if it was not known in time
 * @param unanswered names of the nodes that did not answer
 * @since 0.1
 */
public record RebalanceDescriptor(@Nullable PauseDescriptor paused, @Nullable PlanDescriptor plan,
		Set<String> unanswered) {

	/**
	 * Who has paused moves, why, and since when by the clock of the node that was asked.
	 */
	public record PauseDescriptor(String by, String why, Instant since) {

		static @Nullable PauseDescriptor of(Ownerships ownerships) {
			return ownerships.rebalancing()
				.paused()
				.map((pause) -> new PauseDescriptor(pause.by(), pause.why(), pause.since()))
				.orElse(null);
		}

	}

	/**
	 * What would move. It travels between nodes, as {@link NodeReport} does.
	 *
	 * @param by name of the node whose plan it is
	 * @param leading whether that node leads: otherwise it does not know how long nodes
	 * and resources have been where they are, and this is what would move if that was
	 * long enough
	 * @param moves what begins now
	 * @param held what would move besides, and is held up
	 * @param hindrances what holds it up
	 * @param underWay how many moves have begun and not ended
	 * @param atOnce how many may be under way at once
	 */
	public record PlanDescriptor(String by, boolean leading, List<MovesDescriptor> moves, List<MovesDescriptor> held,
			List<String> hindrances, int underWay, int atOnce) {

		public PlanDescriptor {
			moves = (moves != null) ? List.copyOf(moves) : List.of();
			held = (held != null) ? List.copyOf(held) : List.of();
			hindrances = (hindrances != null) ? List.copyOf(hindrances) : List.of();
		}

		static PlanDescriptor of(String by, RebalancePlan plan, Function<NodeId, String> names) {
			return new PlanDescriptor(by, plan.decides(), counted(plan.moves(), names), counted(plan.held(), names),
					plan.hindrances().stream().map(Enum::name).sorted().toList(), plan.underWay(), plan.atOnce());
		}

		/** All of one name that go the same way for the same reason are told together. */
		private static List<MovesDescriptor> counted(List<RebalancePlan.PlannedMove> moves,
				Function<NodeId, String> names) {
			Map<MovesDescriptor, Integer> counts = new TreeMap<>(
					Comparator.comparing(MovesDescriptor::kind).thenComparing(MovesDescriptor::toString));
			moves.forEach((move) -> counts.merge(new MovesDescriptor(move.key().kind(), move.key().name(),
					name(move.from(), names), name(move.to(), names), move.reason().name(), 0), 1, Integer::sum));
			return counts.entrySet().stream().map((entry) -> entry.getKey().times(entry.getValue())).toList();
		}

		private static @Nullable String name(@Nullable NodeId node, Function<NodeId, String> names) {
			return (node != null) ? names.apply(node) : null;
		}

	}

	/**
	 * Singletons or slots that move: of which kind and name, from which node (absent if
	 * nobody has them) to which (absent if they end), why, and how many.
	 */
	public record MovesDescriptor(String kind, String name, @Nullable String from, @Nullable String to, String reason,
			int count) {

		private MovesDescriptor times(int times) {
			return new MovesDescriptor(this.kind, this.name, this.from, this.to, this.reason, times);
		}

	}

}
