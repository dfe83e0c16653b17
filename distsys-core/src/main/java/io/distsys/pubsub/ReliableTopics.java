package io.distsys.pubsub;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.distsys.time.Subscription;

/**
 * Topics whose messages are kept for a while, so that who comes late, is slow or was cut
 * off reads them all the same.
 * <p>
 * <b>Delivery:</b> at least once to each subscriber, while the message is kept: it is
 * tried again if the listener fails, and a subscriber that starts again from a position
 * hears again what came after it. <b>Order:</b> what one node publishes is delivered in
 * the order of publishing, and all subscribers see the same order of all publishers.
 * <b>Loss:</b> a message that is overwritten before a subscriber has come to it is lost
 * for that one, and so is one that was published in the smaller part of a cluster that
 * was cut, for those in the larger one. What is lost is counted and the listener is told.
 * The log has one backup: it survives the loss of one node, and of more if they go one
 * after another. <b>Partition:</b> both parts of a cluster go on with a log of their own;
 * when they come together that of one of them is kept, and subscribers read it from its
 * beginning, without what they have had.
 *
 * @since 0.1
 */
public interface ReliableTopics {

	/**
	 * Publish a message. Encodes on the calling thread and does not block.
	 * @param topic the topic
	 * @param message the message
	 * @return completes with the position of the message once it is stored and has a
	 * backup; exceptionally with a {@link io.distsys.messaging.CallException} that says
	 * whether it may be stored, which it is not if 10,000 messages or 64 MiB of this node
	 * wait to be; on a thread for user code
	 * @throws io.distsys.messaging.Codec.NotEncodableException if it cannot be encoded
	 * @throws IllegalArgumentException if it is larger than 16 MiB, or the topic is
	 * empty, a pattern or longer than {@link Topics#LONGEST_NAME}
	 */
	CompletionStage<Long> publish(String topic, Object message);

	/**
	 * Listen to a topic.
	 * @param <T> the type of the messages
	 * @param topic the topic; not a pattern
	 * @param type messages of any other type are not for this listener
	 * @param listener the listener
	 * @param options where it begins, and how often a message is tried
	 * @return ends the subscription when closed: a message that it is in the middle of is
	 * finished
	 * @throws IllegalArgumentException if the topic is empty, a pattern or longer than
	 * {@link Topics#LONGEST_NAME}
	 */
	<T> Subscription subscribe(String topic, Class<T> type, ReliableListener<? super T> listener,
			ReplayOptions options);

	/**
	 * What was counted for the subscribers of this node.
	 * @return one for each subscriber that has not ended
	 */
	List<ReliableStatistics> statistics();

	/**
	 * What has become of the messages for subscribers of this node, in sum. Subscribers
	 * that have ended are counted with what they had when they ended.
	 * @return the numbers of this moment
	 */
	ReliableDeliveries deliveries();

	/**
	 * How many messages of this node wait to be stored, while others are.
	 * @return the number of this moment
	 */
	int waiting();

}
