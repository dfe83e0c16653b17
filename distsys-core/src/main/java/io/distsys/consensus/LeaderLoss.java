package io.distsys.consensus;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterView;
import io.distsys.cluster.NodeId;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts an election as soon as the leader's node is out of the view, which for a killed
 * process is at once, instead of an election timeout later. An election is safe at any
 * time; so that wrong news of a lost leader do little harm, the voters begin one after
 * another, only with a majority in view, and not again soon.
 */
final class LeaderLoss {

	private static final Logger logger = LoggerFactory.getLogger(LeaderLoss.class);

	private final Cluster cluster;

	private final EventLoop loop;

	private final ConsensusSettings settings;

	private final Supplier<@Nullable RaftLife> life;

	private long quietUntil;

	/**
	 * @param life the membership of this node, if it has one
	 */
	LeaderLoss(Cluster cluster, EventLoop loop, ConsensusSettings settings, Supplier<@Nullable RaftLife> life) {
		this.cluster = cluster;
		this.loop = loop;
		this.settings = settings;
		this.life = life;
		this.quietUntil = loop.clock().nanos();
	}

	/** A node is out of the view. */
	void onNodeGone(NodeId gone) {
		RaftLife current = this.life.get();
		if (current == null || !leads(gone, current)) {
			return;
		}
		List<NodeId> voters = current.voters().stream().map(Member::node).toList();
		ClusterView view = this.cluster.view();
		List<NodeId> visible = voters.stream().filter((node) -> !node.equals(gone) && view.contains(node)).toList();
		int turn = visible.indexOf(current.self().node());
		if (turn >= 0 && visible.size() >= current.quorum()) {
			Duration delay = this.settings.heartbeat().multipliedBy(turn);
			this.loop.schedule(delay, () -> elect(current, gone));
		}
	}

	private static boolean leads(NodeId node, RaftLife current) {
		Member leader = current.leader();
		return leader != null && leader.node().equals(node);
	}

	private void elect(RaftLife current, NodeId gone) {
		long now = this.loop.clock().nanos();
		boolean superseded = current.leader() != null && !leads(gone, current);
		if (this.life.get() != current || superseded || this.cluster.view().contains(gone)
				|| now - this.quietUntil < 0) {
			return;
		}
		this.quietUntil = now + this.settings.electionTimeout().multipliedBy(3).toNanos();
		logger.debug("Asking to lead at once, the leader is gone group={} leader={}", current.group(),
				gone.abbreviated());
		current.electWithout(gone);
	}

}
