package io.distsys.pubsub;

/**
 * What was counted for a subscriber of a reliable topic.
 *
 * @param topic the topic
 * @param id the id of the subscriber
 * @param position the position of the next message that it reads
 * @param delivered messages that the listener took
 * @param skipped messages of another type
 * @param failed messages that the listener failed on in the end, or that cannot be
 * decoded
 * @param lost messages that were overwritten before it came to them, or went with a part
 * of the cluster
 * @param repeated messages that it read again and did not deliver, after logs were
 * replaced
 * @since 0.1
 */
public record ReliableStatistics(String topic, String id, long position, long delivered, long skipped, long failed,
		long lost, long repeated) {

}
