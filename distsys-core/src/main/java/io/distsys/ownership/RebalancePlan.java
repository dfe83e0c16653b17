package io.distsys.ownership;

import java.util.List;
import java.util.Set;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What would move if nothing changed from now on. The longest plans are carried out in
 * parts, at most {@code atOnce} moves at a time, and what comes later is planned anew.
 *
 * @param decides whether the node that was asked leads: only the leader knows how long
 * nodes have been there, what has a minimum stay that is not over, and who could not
 * begin with what it was given. Of another node this is what would move with none of
 * that, and if its table is old, what would have moved
 * @param moves what begins now
 * @param held what would move besides, and is held up for now
 * @param hindrances what holds it up; empty if nothing is held up
 * @param underWay how many moves have begun and not ended
 * @param atOnce how many may be under way at once
 * @since 0.1
 */
public record RebalancePlan(boolean decides, List<PlannedMove> moves, List<PlannedMove> held, Set<Hindrance> hindrances,
		int underWay, int atOnce) {

	public RebalancePlan {
		moves = List.copyOf(moves);
		held = List.copyOf(held);
		hindrances = Set.copyOf(hindrances);
	}

	/**
	 * One move.
	 *
	 * @param key what moves
	 * @param from who has it, or {@literal null} if nobody does
	 * @param to who gets it, or {@literal null} if it ends
	 * @param reason why
	 */
	public record PlannedMove(ResourceKey key, @Nullable NodeId from, @Nullable NodeId to, Reason reason) {

	}

	/** Why something moves. */
	public enum Reason {

		/** Nobody has it. */
		FREE,

		/** Its node leaves or offers it no more. */
		NOT_KEPT,

		/** It is on its way to a node that cannot take it any more. */
		NEXT_IS_GONE,

		/** No node offers it any more: it ends. */
		NOT_OFFERED,

		/** A node that it prefers is there. Held up by a pause. */
		PREFERENCE,

		/** Its node has more than its share. Held up by a pause. */
		BALANCE

	}

	/** What holds moves up. */
	public enum Hindrance {

		/** Somebody has paused them. */
		PAUSED,

		/** Nodes have come or gone a moment ago. */
		NODES_HAVE_CHANGED,

		/** A node has not renewed its lease often enough to be trusted with more. */
		LEASE_IS_YOUNG,

		/** Something has not been long enough where it is. */
		MINIMUM_STAY,

		/** As many are under way as may be. */
		TOO_MANY_AT_ONCE

	}

}
