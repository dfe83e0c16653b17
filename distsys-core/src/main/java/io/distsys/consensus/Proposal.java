package io.distsys.consensus;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * A group that may come to be.
 *
 * @param group its identity, also that of the proposal
 * @param proposer the node that proposes it, a participant itself
 * @param participants who must agree
 * @param voters which of them vote first
 * @param reset who asked for it, if it takes the place of a group that is given up
 */
record Proposal(GroupId group, NodeId proposer, List<Member> participants, List<Member> voters,
		@Nullable ResetRecord reset) {

	Proposal {
		participants = List.copyOf(participants);
		voters = List.copyOf(voters);
	}

	Set<NodeId> nodes() {
		return this.participants.stream().map(Member::node).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Whether nodes that will never start this group are so many that it can never have a
	 * majority.
	 */
	boolean isDeadWithout(Set<NodeId> nodes, ConsensusSettings settings) {
		long without = this.voters.stream().filter((voter) -> nodes.contains(voter.node())).count();
		return this.voters.size() - without < ConsensusSettings.majority(seats(settings));
	}

	/** The seats of the group to begin with. */
	int seats(ConsensusSettings settings) {
		int all = this.voters.size();
		return (this.reset != null) ? settings.seatsAfterReset(all, all) : settings.seats(all);
	}

	void write(WireOutput out) {
		out.group(this.group).node(this.proposer).members(this.participants).members(this.voters);
		out.flag(this.reset != null);
		if (this.reset != null) {
			this.reset.write(out);
		}
	}

	static Proposal read(WireInput in) {
		return new Proposal(in.group(), in.node(), in.members(), in.members(), in.flag() ? ResetRecord.read(in) : null);
	}

}
