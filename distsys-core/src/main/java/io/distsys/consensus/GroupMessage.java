package io.distsys.consensus;

import java.util.List;
import java.util.Set;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say to each other around the group, all of it repeated until it is heard.
 */
sealed interface GroupMessage {

	/**
	 * What a node knows and is, said to every node that it sees.
	 *
	 * @param group its group, if it has one
	 * @param voters number of voters of the group
	 * @param leader the leader that it follows, if it knows of one
	 * @param leading whether it is that leader
	 * @param configIndex log index of the members that it knows
	 * @param receiverLife the receiver's membership among these members, -1 if it is none
	 * @param life its own membership, or that which it would have next
	 * @param bound whether it is bound to a proposal
	 * @param leaving whether it is about to leave
	 * @param expectedSize what it was configured with
	 * @param maxVoters what it was configured with
	 * @param leaseMillis what it was configured with
	 * @param seen number of nodes in its view
	 * @param heard the nodes it has heard from lately
	 * @param left nodes that have left in order, and will not come back
	 * @param highestToken the highest token it knows
	 * @param abandons the group that its own has taken the place of
	 */
	record Hello(@Nullable GroupId group, int voters, @Nullable NodeId leader, boolean leading, long configIndex,
			long receiverLife, long life, boolean bound, boolean leaving, int expectedSize, int maxVoters,
			long leaseMillis, int seen, Set<NodeId> heard, Set<NodeId> left, long highestToken,
			@Nullable GroupId abandons) implements GroupMessage {

		public Hello {
			heard = Set.copyOf(heard);
			left = Set.copyOf(left);
		}

		/** Whether the sender makes, and counts, groups as this node does. */
		boolean agreesWith(ConsensusSettings settings) {
			return this.expectedSize == settings.expectedSize() && this.maxVoters == settings.maxVoters()
					&& this.leaseMillis == settings.leaseTime().toMillis();
		}

	}

	/** Take part in a new group. */
	record Propose(Proposal proposal) implements GroupMessage {

	}

	/** The sender takes part, and in no other until this is off. */
	record Agree(GroupId group) implements GroupMessage {

	}

	/** The sender does not take part. */
	record Refuse(GroupId group, String why) implements GroupMessage {

	}

	/** All have agreed: the group is made. */
	record Confirm(GroupId group) implements GroupMessage {

	}

	/**
	 * The sender will never start this group; from the proposer: nobody will.
	 *
	 * @param answered whether this answers such a message, and wants no answer itself
	 */
	record Off(GroupId group, boolean answered) implements GroupMessage {

	}

	/** Add the sender as a learner. */
	record Join(GroupId group, Member member, long highestToken) implements GroupMessage {

	}

	/** The receiver is a member. */
	record Welcome(GroupId group, Member member, List<Member> initialMembers,
			long configIndex) implements GroupMessage {

		public Welcome {
			initialMembers = List.copyOf(initialMembers);
		}

	}

	/** Remove the sender. */
	record Leave(GroupId group, Member member) implements GroupMessage {

	}

	/** The receiver is not a member any more, or what it leaves cannot go on anyway. */
	record Gone(GroupId group, Member member) implements GroupMessage {

	}

}
