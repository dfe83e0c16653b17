package io.distsys.quorum;

import java.time.Duration;
import java.util.List;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of its quorum.
 *
 * @param present whether it may act
 * @param since for how long that has been so
 * @param voters the nodes whose majority decides
 * @param visibleVoters those of them that this node sees; for people only
 * @param leader the leader that this node follows, or {@literal null} if it knows of none
 * @param leaseRemaining how long it may still act if nobody answers from now on
 * @param reason why it is as it is, for people
 * @since 0.1
 */
public record QuorumState(boolean present, Duration since, List<NodeId> voters, List<NodeId> visibleVoters,
		@Nullable NodeId leader, Duration leaseRemaining, String reason) {

	public QuorumState {
		voters = List.copyOf(voters);
		visibleVoters = List.copyOf(visibleVoters);
	}

}
