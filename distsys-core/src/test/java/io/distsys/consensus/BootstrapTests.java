package io.distsys.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupMessage.Agree;
import io.distsys.consensus.GroupMessage.Off;
import io.distsys.consensus.GroupMessage.Propose;
import io.distsys.simulation.SimulatedMembership;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BootstrapTests {

	private static final Node PROPOSER = SimulatedMembership.node(1);

	private static final Node SELF = SimulatedMembership.node(2);

	private static final Node THIRD = SimulatedMembership.node(3);

	private final List<GroupMessage> toProposer = new ArrayList<>();

	private final Bootstrap bootstrap = new Bootstrap(SELF.id(), ConsensusSettings.ofDefaults().withExpectedSize(3),
			new RecordingPort());

	/** It would be counted as one that takes part, and the others would wait for it. */
	@Test
	void whoHasPromisedNeverToStartAGroupDoesNotAgreeToItAnyMore() {
		List<Member> participants = List.of(new Member(PROPOSER.id(), 0), new Member(SELF.id(), 0),
				new Member(THIRD.id(), 0));
		GroupId group = new GroupId(7, 0);
		ClusterView all = new ClusterView(1, List.of(PROPOSER, SELF, THIRD));
		this.bootstrap.onPropose(PROPOSER.id(),
				new Propose(new Proposal(group, PROPOSER.id(), participants, participants, null)).proposal(), all, 0,
				false);
		assertThat(this.toProposer).containsExactly(new Agree(group));
		ClusterView withoutProposer = new ClusterView(2, List.of(SELF, THIRD));
		long later = Duration.ofSeconds(6).toNanos();
		this.bootstrap.tick(later, withoutProposer, new PeerBook());
		this.toProposer.clear();
		this.bootstrap.tick(later + 1, new ClusterView(3, all.nodes()), new PeerBook());
		assertThat(this.toProposer).containsExactly(new Off(group, false));
	}

	private final class RecordingPort implements Bootstrap.Port {

		@Override
		public void send(NodeId to, GroupMessage message) {
			if (to.equals(PROPOSER.id())) {
				BootstrapTests.this.toProposer.add(message);
			}
		}

		@Override
		public GroupId newGroup() {
			throw new AssertionError("proposes nothing");
		}

		@Override
		public Duration longestLease() {
			return Duration.ofSeconds(2);
		}

		@Override
		public String objectionTo(ResetRecord reset) {
			return "";
		}

		@Override
		public void bound(Proposal proposal) {
		}

		@Override
		public void released(Proposal proposal, String why) {
		}

		@Override
		public void found(Proposal proposal) {
			throw new AssertionError("starts nothing");
		}

	}

}
