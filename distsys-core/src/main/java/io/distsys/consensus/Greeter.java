package io.distsys.consensus;

import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupMessage.Hello;
import org.jspecify.annotations.Nullable;

/** Tells other nodes what this one is and knows. */
final class Greeter {

	private final Cluster cluster;

	private final ConsensusSettings settings;

	private final PeerBook book;

	private final BiConsumer<NodeId, GroupMessage> sender;

	/**
	 * @param book whom this node has heard
	 */
	Greeter(Cluster cluster, ConsensusSettings settings, PeerBook book, BiConsumer<NodeId, GroupMessage> sender) {
		this.cluster = cluster;
		this.settings = settings;
		this.book = book;
		this.sender = sender;
	}

	/**
	 * What there is to tell.
	 *
	 * @param nextLife the membership that this node would have next
	 * @param left the nodes of which it knows that they have left in order
	 */
	record Self(@Nullable RaftLife life, long nextLife, boolean bound, boolean leaving, Set<NodeId> left,
			long highestToken, @Nullable GroupId abandons) {

	}

	void greetAll(Self self, long now) {
		NodeId own = this.cluster.self().id();
		this.cluster.view()
			.nodes()
			.stream()
			.map(Node::id)
			.filter((node) -> !node.equals(own))
			.forEach((node) -> greet(node, self, now));
	}

	void greet(NodeId to, Self self, long now) {
		RaftLife life = self.life();
		int seen = this.cluster.view().nodes().size();
		if (life == null) {
			this.sender.accept(to,
					new Hello(null, 0, null, false, -1, -1, self.nextLife(), self.bound(), self.leaving(),
							this.settings.expectedSize(), this.settings.maxVoters(),
							this.settings.leaseTime().toMillis(), seen, this.book.heardLately(now), self.left(),
							self.highestToken(), null));
			return;
		}
		Member leader = life.leader();
		long receiverLife = Stream.concat(life.voters().stream(), life.learners().stream())
			.filter((member) -> member.node().equals(to))
			.mapToLong(Member::life)
			.findFirst()
			.orElse(-1);
		this.sender.accept(to,
				new Hello(life.group(), life.voters().size(), (leader != null) ? leader.node() : null, life.leads(),
						life.committedMembersIndex(), receiverLife, life.self().life(), self.bound(), self.leaving(),
						this.settings.expectedSize(), this.settings.maxVoters(), this.settings.leaseTime().toMillis(),
						seen, Set.of(), self.left(), self.highestToken(), self.abandons()));
	}

}
