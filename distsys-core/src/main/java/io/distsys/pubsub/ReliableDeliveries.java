package io.distsys.pubsub;

/**
 * What has become of the messages of reliable topics for all subscribers of a node.
 *
 * @param delivered messages that listeners took
 * @param failed messages that listeners failed on in the end, or that cannot be decoded
 * @param lost messages that were overwritten before a subscriber came to them, or went
 * with a part of the cluster
 * @since 0.1
 */
public record ReliableDeliveries(long delivered, long failed, long lost) {

	static final ReliableDeliveries NONE = new ReliableDeliveries(0, 0, 0);

	ReliableDeliveries plus(ReliableStatistics subscriber) {
		return new ReliableDeliveries(this.delivered + subscriber.delivered(), this.failed + subscriber.failed(),
				this.lost + subscriber.lost());
	}

}
