package io.distsys.samples.donation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.TopicListener.Publication;
import io.distsys.pubsub.Topics;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells all nodes each second what was given on this one, and keeps what the others tell.
 * Every node does, so that the totals are known at once wherever they are asked for next.
 * The tally of a node that is gone is forgotten: its donors are counted by the nodes that
 * have them now.
 */
@Component
class ClusterTallies {

	static final String TOPIC = "donations.tallies";

	private final Map<NodeId, Tally> byNode = new ConcurrentHashMap<>();

	private final Cluster cluster;

	private final Topics topics;

	private final DonorLedger ledger;

	ClusterTallies(Cluster cluster, Topics topics, DonorLedger ledger) {
		this.cluster = cluster;
		this.topics = topics;
		this.ledger = ledger;
	}

	@Scheduled(fixedRate = 1000)
	void publish() {
		this.topics.publish(TOPIC, this.ledger.tally());
	}

	@ClusterListener(topics = TOPIC)
	void keep(Tally tally, Publication publication) {
		this.byNode.put(publication.publisher(), tally);
	}

	/**
	 * What was given in the cluster, as far as this node has been told.
	 * @return the sum over the nodes in view
	 */
	Sum sum() {
		this.byNode.keySet().removeIf((node) -> !this.cluster.view().contains(node));
		Tally sum = this.byNode.values().stream().reduce(Tally.NONE, Tally::plus);
		return new Sum(sum, this.byNode.size(), this.cluster.view().nodes().size());
	}

	/**
	 * The tallies of the nodes in view, together.
	 *
	 * @param tally the sum
	 * @param nodesCounted how many nodes are in it
	 * @param nodesInView how many should be
	 */
	record Sum(Tally tally, int nodesCounted, int nodesInView) {

	}

}
