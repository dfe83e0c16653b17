package io.distsys.pubsub;

import java.util.List;

import io.distsys.cluster.NodeId;
import io.distsys.cluster.PerRole;
import io.distsys.messaging.DeliveryQueue;
import io.distsys.time.Subscription;

/**
 * Topics of the cluster.
 * <p>
 * <b>Delivery:</b> at most once. What one node publishes on one topic reaches each
 * subscriber in the order of publishing; between publishers there is no order, nor
 * between calls that overlap: what a listener of this node publishes while the message
 * that it has heard is still handed over for other nodes may be there before it. A
 * message is lost if a connection fails, if a buffer on the way or the subscriber's queue
 * is full (counted), or if the publisher has not yet heard of the subscription.
 * <b>Threads:</b> publishing encodes on the calling thread, and waits if the buffer to a
 * node is full, as {@link io.distsys.messaging.BackPressure} says: by default for a while
 * for each such node, never on a thread that others wait behind. It waits for no
 * receiver. The listeners of this node are given what others are given: a decoded copy,
 * later.
 * <p>
 * <b>Groups:</b> of the subscribers that are in a group one has each message that is
 * published to all nodes. A message with a key goes to the member that has the key as
 * long as the same nodes have members, so that messages of one key and publisher are
 * taken in their order; others go to one member after another, in no order among these. A
 * member that is lost, has ended or has no room is passed over for the next one. What a
 * member had taken when it was lost is lost with it, and so is what was on its way if it
 * may have been taken: a member never takes a message twice.
 *
 * @since 0.1
 */
public interface Topics {

	/** How many bytes the name of a topic, a group or a key has at the most, in UTF-8. */
	int LONGEST_NAME = Short.MAX_VALUE;

	/**
	 * Publish to all nodes, this one included.
	 * @param topic the topic
	 * @param message the message
	 * @return to how many nodes it was handed, and to how many groups
	 * @throws io.distsys.messaging.Codec.NotEncodableException if it cannot be encoded
	 * @throws IllegalArgumentException if it is larger than a message may be (16 MiB), or
	 * the topic is empty, a pattern or longer than {@link #LONGEST_NAME}; nobody has it
	 * then
	 */
	int publish(String topic, Object message);

	/**
	 * Publish to all nodes, this one included, what is about something: messages of one
	 * key and publisher are taken one after another in their order, in groups and by
	 * subscribers that take several at once too.
	 * @param topic the topic
	 * @param key what it is about
	 * @param message the message
	 * @return to how many nodes it was handed, and to how many groups
	 * @throws io.distsys.messaging.Codec.NotEncodableException if it cannot be encoded
	 * @throws IllegalArgumentException if it is larger than a message may be (16 MiB), or
	 * the topic is empty, a pattern or longer than {@link #LONGEST_NAME}; nobody has it
	 * then
	 */
	int publish(String topic, String key, Object message);

	/**
	 * Publish to all nodes but this one; not to groups.
	 * @param topic the topic
	 * @param message the message
	 * @return to how many nodes it was handed
	 * @throws io.distsys.messaging.Codec.NotEncodableException if it cannot be encoded
	 * @throws IllegalArgumentException if it is larger than a message may be (16 MiB), or
	 * the topic is empty, a pattern or longer than {@link #LONGEST_NAME}; nobody has it
	 * then
	 */
	int publishToOthers(String topic, Object message);

	/**
	 * Publish to this node only; not to groups.
	 * @param topic the topic
	 * @param message the message
	 * @return whether somebody listens here
	 * @throws io.distsys.messaging.Codec.NotEncodableException if it cannot be encoded
	 * @throws IllegalArgumentException if the topic is empty or a pattern
	 */
	boolean publishLocally(String topic, Object message);

	/**
	 * Publish to one node; not to groups.
	 * @param node the node
	 * @param topic the topic
	 * @param message the message
	 * @return whether it was handed to that node: {@code false} if nobody listens there
	 * or the buffer to it is full
	 * @throws io.distsys.messaging.Codec.NotEncodableException if it cannot be encoded
	 * @throws IllegalArgumentException if it is larger than a message may be (16 MiB), or
	 * the topic is empty, a pattern or longer than {@link #LONGEST_NAME}; nobody has it
	 * then
	 */
	boolean publishTo(NodeId node, String topic, Object message);

	/**
	 * Listen to a topic with the default options.
	 * @param <T> the type of the messages
	 * @param topic the topic
	 * @param type messages of any other type are not for this listener
	 * @param listener the listener
	 * @return ends the subscription when closed: what waits is dropped
	 */
	default <T> Subscription subscribe(String topic, Class<T> type, TopicListener<? super T> listener) {
		return subscribe(topic, type, listener, SubscriptionOptions.ofDefaults());
	}

	/**
	 * Listen to a topic, or to all topics of a pattern: in it {@code *} stands for any
	 * characters, and for none. Messages of several topics of one publisher come in the
	 * order of publishing too.
	 * @param <T> the type of the messages
	 * @param topic the topic or pattern
	 * @param type messages of any other type are not for this listener
	 * @param listener the listener
	 * @param options the bound of its queue, and what happens when that is full
	 * @return ends the subscription when closed: what waits is dropped
	 * @throws IllegalArgumentException if the topic is empty, or it or the group is
	 * longer than {@link #LONGEST_NAME}
	 */
	<T> Subscription subscribe(String topic, Class<T> type, TopicListener<? super T> listener,
			SubscriptionOptions options);

	/**
	 * What was counted so far on this node.
	 * @return one for each topic that was used here, sorted by name
	 */
	List<TopicStatistics> statistics();

	/**
	 * What has become of the messages for subscribers of this node, in sum. Subscribers
	 * that have ended are counted with what they had at their end.
	 * @return the numbers of this moment
	 */
	DeliveryQueue.Statistics deliveries();

	/**
	 * The topics of the nodes of a role, apart from all others: only these nodes know of
	 * them and take part.
	 * @param role the role
	 * @return always the same
	 * @throws IllegalStateException if this node does not have the role
	 */
	default Topics ofRole(String role) {
		return ofRoles().get(role);
	}

	/**
	 * The topics of each role of this node.
	 * @return none for what is of a role itself
	 */
	PerRole<? extends Topics> ofRoles();

}
