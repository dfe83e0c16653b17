package io.distsys.consensus;

import java.util.List;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows of the consensus group.
 *
 * @param group the group's id, or {@literal null} while there is none
 * @param role what this node is in it
 * @param leader the leader that this node follows, or {@literal null} if it knows of none
 * @param term the term that this node has seen
 * @param voters the nodes whose majority decides
 * @param learners the nodes that only follow
 * @param appliedIndex the last entry applied on this node
 * @param waitingFor why there is no group yet, for people; empty once there is one
 * @since 0.1
 */
public record GroupStatus(@Nullable GroupId group, Role role, @Nullable NodeId leader, long term, List<NodeId> voters,
		List<NodeId> learners, long appliedIndex, String waitingFor) {

	public GroupStatus {
		voters = List.copyOf(voters);
		learners = List.copyOf(learners);
	}

	/** What a node is in the group. */
	public enum Role {

		/** Not in a group. */
		NONE,

		/** Applies the log and has no vote. */
		LEARNER,

		/** Votes and follows. */
		FOLLOWER,

		/** Asks to lead. */
		CANDIDATE,

		/** Leads. */
		LEADER

	}

}
