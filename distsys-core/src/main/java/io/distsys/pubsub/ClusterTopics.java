package io.distsys.pubsub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.DeliveryQueue;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.Messenger;
import io.distsys.pubsub.TopicListener.Publication;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Topics over the messenger. A message is encoded once, sent once to each node that
 * listens, and decoded once there: the subscribers of one node are given the same object,
 * which they must not change.
 *
 * @since 0.1
 */
public final class ClusterTopics implements Topics, AutoCloseable {

	private static final String ADDRESS = "topics";

	private static final int MAX_NAME_BYTES = 32_767;

	private final Messenger messenger;

	private final Cluster cluster;

	private final Codec codec;

	private final Executor userExecutor;

	private final TopicErrorHandler errorHandler;

	private final Map<String, Topic> topics = new ConcurrentHashMap<>();

	/** Those that are listened to by a pattern. */
	private final Map<String, Topic> patterns = new ConcurrentHashMap<>();

	private DeliveryQueue.Statistics ofThoseThatEnded = DeliveryQueue.Statistics.NONE;

	private final Interests interests;

	private final Subscription handling;

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
		this.messenger = messenger;
		this.cluster = cluster;
		this.codec = codec;
		this.userExecutor = userExecutor;
		this.errorHandler = errorHandler;
		// Only queues the message: no user code, nothing that blocks, so no other thread.
		this.handling = messenger.handle(ADDRESS, Runnable::run, (message, replier) -> onMessage(message));
		this.interests = new Interests(messenger, cluster, loop);
	}

	@Override
	public int publish(String topic, Object message) {
		byte[] bytes = this.codec.encode(message);
		int count = sendToOthers(topic, bytes);
		return deliverHere(topic, bytes) ? count + 1 : count;
	}

	@Override
	public int publishToOthers(String topic, Object message) {
		return sendToOthers(topic, this.codec.encode(message));
	}

	@Override
	public boolean publishLocally(String topic, Object message) {
		return deliverHere(topic, this.codec.encode(message));
	}

	@Override
	public boolean publishTo(NodeId node, String topic, Object message) {
		byte[] bytes = this.codec.encode(message);
		if (node.equals(this.messenger.self())) {
			return deliverHere(topic, bytes);
		}
		Topic own = topic(topic);
		own.countPublished();
		return this.interests.mayListen(node, topic) && send(own, node, frame(topic, bytes));
	}

	private Topic topic(String name) {
		return this.topics.computeIfAbsent(name, ClusterTopics::newTopic);
	}

	private static Topic newTopic(String name) {
		if (TopicFilter.isPattern(name)) {
			throw new IllegalArgumentException("'" + name + "' is a pattern of topics: publish on one topic");
		}
		return new Topic(name);
	}

	private int sendToOthers(String name, byte[] bytes) {
		Topic topic = topic(name);
		topic.countPublished();
		byte[] frame = frame(name, bytes);
		int count = 0;
		for (Node node : this.cluster.view().nodes()) {
			boolean other = !node.id().equals(this.messenger.self());
			if (other && this.interests.mayListen(node.id(), name) && send(topic, node.id(), frame)) {
				count++;
			}
		}
		return count;
	}

	private boolean send(Topic topic, NodeId node, byte[] frame) {
		boolean handedOver = this.messenger.cast(node, Lane.BULK, ADDRESS, frame);
		topic.countSent(handedOver);
		return handedOver;
	}

	private boolean deliverHere(String name, byte[] bytes) {
		return deliver(topic(name), new Publication(name, this.messenger.self()), bytes);
	}

	private boolean deliver(@Nullable Topic topic, Publication publication, byte[] bytes) {
		boolean listening = topic != null && !topic.subscribers().isEmpty();
		if (!listening && this.patterns.isEmpty()) {
			return false;
		}
		Parcel parcel = new Parcel(publication, bytes, this.codec);
		boolean delivered = topic != null && listening && topic.deliver(parcel);
		for (Topic pattern : this.patterns.values()) {
			delivered |= pattern.matches(publication.topic()) && pattern.deliver(parcel);
		}
		return delivered;
	}

	private static byte[] frame(String topic, byte[] bytes) {
		byte[] name = topic.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(Short.BYTES + name.length + bytes.length)
			.putShort((short) name.length)
			.put(name)
			.put(bytes)
			.array();
	}

	private void onMessage(Message message) {
		ByteBuffer buffer = ByteBuffer.wrap(message.payload());
		byte[] name = new byte[Math.max(0, buffer.getShort())];
		buffer.get(name);
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		Publication publication = new Publication(new String(name, StandardCharsets.UTF_8), message.sender());
		deliver(this.topics.get(publication.topic()), publication, bytes);
	}

	@Override
	public <T> Subscription subscribe(String topic, Class<T> type, TopicListener<? super T> listener,
			SubscriptionOptions options) {
		if (topic.isEmpty() || topic.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
			throw new IllegalArgumentException("The name of a topic has 1 to " + MAX_NAME_BYTES + " bytes");
		}
		Topic own = TopicFilter.isPattern(topic) ? this.patterns.computeIfAbsent(topic, Topic::new) : topic(topic);
		Subscriber<T> subscriber = new Subscriber<>(type, listener, options, this.userExecutor, this.errorHandler);
		synchronized (own) {
			own.subscribers().add(subscriber);
			this.interests.add(topic);
		}
		AtomicBoolean ended = new AtomicBoolean();
		return () -> {
			if (ended.compareAndSet(false, true)) {
				end(own, subscriber);
			}
		};
	}

	private void end(Topic topic, Subscriber<?> subscriber) {
		subscriber.close();
		synchronized (topic) {
			remove(topic, subscriber);
			if (topic.subscribers().isEmpty()) {
				this.interests.remove(topic.name());
			}
		}
	}

	/** Under one lock with the look at all, so that no sum ever falls. */
	private synchronized void remove(Topic topic, Subscriber<?> subscriber) {
		topic.subscribers().remove(subscriber);
		this.ofThoseThatEnded = this.ofThoseThatEnded.plus(subscriber.deliveries());
	}

	@Override
	public synchronized DeliveryQueue.Statistics deliveries() {
		return all().flatMap((topic) -> topic.subscribers().stream())
			.map(Subscriber::deliveries)
			.reduce(this.ofThoseThatEnded, DeliveryQueue.Statistics::plus);
	}

	private Stream<Topic> all() {
		return Stream.concat(this.topics.values().stream(), this.patterns.values().stream());
	}

	@Override
	public List<TopicStatistics> statistics() {
		return all().sorted(Comparator.comparing(Topic::name))
			.map((topic) -> topic.statistics(this.interests.listenersOf(topic.name())))
			.toList();
	}

	/** Take and deliver nothing more. */
	@Override
	public void close() {
		this.interests.close();
		this.handling.close();
		all().forEach((topic) -> topic.subscribers().forEach(Subscriber::close));
	}

}
