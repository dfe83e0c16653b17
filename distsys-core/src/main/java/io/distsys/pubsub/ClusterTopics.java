package io.distsys.pubsub;

import java.util.List;
import java.util.concurrent.Executor;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * Topics over the messenger.
 *
 * @since 0.1
 */
public final class ClusterTopics implements Topics, AutoCloseable {

	/**
	 * Create it and listen to the other nodes.
	 * @param messenger carries the messages
	 * @param cluster the nodes to send to
	 * @param codec encodes the messages
	 * @param loop for what is repeated
	 * @param userExecutor runs the listeners; it needs a thread for each that is busy
	 * @param errorHandler told of what listeners fail on
	 */
	public ClusterTopics(Messenger messenger, Cluster cluster, Codec codec, EventLoop loop, Executor userExecutor,
			TopicErrorHandler errorHandler) {
	}

	@Override
	public int publish(String topic, Object message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int publishToOthers(String topic, Object message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean publishLocally(String topic, Object message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean publishTo(NodeId node, String topic, Object message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> Subscription subscribe(String topic, Class<T> type, TopicListener<? super T> listener,
			SubscriptionOptions options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<TopicStatistics> statistics() {
		throw new UnsupportedOperationException();
	}

	/** Take and deliver nothing more. */
	@Override
	public void close() {
	}

}
