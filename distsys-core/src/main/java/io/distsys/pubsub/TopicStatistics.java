package io.distsys.pubsub;

import java.util.List;

/**
 * What was counted on this node for one topic.
 *
 * @param topic the topic; {@code (others)} are all on which this node only publishes,
 * beyond the first thousand topics
 * @param published messages published here
 * @param sent messages handed to other nodes, one for each receiver, and those that a
 * member of a group took
 * @param notSent messages that the buffer to a node had no room for, or that no member of
 * a group is known to have taken
 * @param received messages that came here, from this node or others
 * @param remoteSubscribers nodes that are known to listen
 * @param subscribers the subscribers of this node
 * @since 0.1
 */
public record TopicStatistics(String topic, long published, long sent, long notSent, long received,
		int remoteSubscribers, List<SubscriberStatistics> subscribers) {

	public TopicStatistics {
		subscribers = List.copyOf(subscribers);
	}

	TopicStatistics ofRole(String role) {
		return new TopicStatistics(this.topic + "@" + role, this.published, this.sent, this.notSent, this.received,
				this.remoteSubscribers, this.subscribers);
	}

	/**
	 * What was counted for one subscriber.
	 *
	 * @param id its id
	 * @param queued messages that wait
	 * @param delivered messages that the listener took
	 * @param dropped messages that found the queue full, or were there when it closed
	 * @param skipped messages of another type
	 * @param failed messages that the listener failed on or that could not be decoded
	 */
	public record SubscriberStatistics(String id, int queued, long delivered, long dropped, long skipped, long failed) {

	}

}
