package io.distsys.samples.donation;

import java.time.Clock;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.ownership.FencingToken;
import io.distsys.pubsub.Topics;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.OnActivate;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Publishes the totals of the whole cluster each second, from one node.
 */
@Component
@ClusterSingleton(DonationTotals.NAME)
class DonationTotals {

	static final String NAME = "donation-totals";

	static final String TOPIC = "donations.totals";

	private final Cluster cluster;

	private final Topics topics;

	private final ClusterTallies tallies;

	private final Clock clock = Clock.systemUTC();

	private volatile long token;

	DonationTotals(Cluster cluster, Topics topics, ClusterTallies tallies) {
		this.cluster = cluster;
		this.topics = topics;
		this.tallies = tallies;
	}

	@OnActivate
	void activate(FencingToken fencingToken) {
		this.token = fencingToken.value();
	}

	@Scheduled(fixedRate = 1000)
	void publish() {
		ClusterTallies.Sum sum = this.tallies.sum();
		Tally tally = sum.tally();
		Node self = this.cluster.self();
		this.topics.publish(TOPIC,
				new Report(tally.sum(), tally.count(), tally.donors(), Zakat.of(tally.sum()),
						this.clock.instant().toString(), self.id().toString(), self.name(), this.token,
						sum.nodesCounted(), sum.nodesInView()));
	}

}
