package io.distsys.pubsub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.cluster.PerRole;
import io.distsys.cluster.RoleCluster;
import io.distsys.messaging.Codec;
import io.distsys.messaging.ContextCodec;
import io.distsys.messaging.DeliveryQueue;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.messaging.RoleMessenger;
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

	private static final Reply TAKEN = new Reply.Answered(new byte[0]);

	private static final Reply NOT_TAKEN = new Reply.Refused(Refusal.MAILBOX_FULL, new byte[0]);

	private final Messenger messenger;

	private final Cluster cluster;

	private final Codec codec;

	private final Executor userExecutor;

	private final TopicErrorHandler errorHandler;

	private final MessageObserver observer;

	private final TopicTable topics = new TopicTable();

	private DeliveryQueue.Statistics ofThoseThatEnded = DeliveryQueue.Statistics.NONE;

	private final Interests interests;

	private final GroupSender groups;

	/** Whose turn it is among members of a group on this node. */
	private final AtomicInteger turn = new AtomicInteger();

	private final List<Subscription> handling;

	private final PerRole<ClusterTopics> ofRoles;

	/**
	 * Create it, and those of the roles of this node, and listen to the other nodes.
	 * @param messenger carries the messages
	 * @param cluster the nodes to send to
	 * @param codec encodes the messages
	 * @param loop for what is repeated
	 * @param userExecutor runs the listeners; it needs a thread for each that is busy
	 * @param errorHandler told of what listeners fail on
	 * @param observer sees the messages
	 */
	public ClusterTopics(Messenger messenger, Cluster cluster, Codec codec, EventLoop loop, Executor userExecutor,
			TopicErrorHandler errorHandler, MessageObserver observer) {
		this(messenger, cluster, codec, loop, userExecutor, errorHandler, observer,
				new PerRole<>("topics", cluster.self().roles(),
						(role) -> new ClusterTopics(new RoleMessenger(messenger, role), new RoleCluster(cluster, role),
								codec, loop, userExecutor, errorHandler, observer, PerRole.none("topics"))));
	}

	private ClusterTopics(Messenger messenger, Cluster cluster, Codec codec, EventLoop loop, Executor userExecutor,
			TopicErrorHandler errorHandler, MessageObserver observer, PerRole<ClusterTopics> ofRoles) {
		this.ofRoles = ofRoles;
		this.messenger = messenger;
		this.cluster = cluster;
		this.codec = codec;
		this.userExecutor = userExecutor;
		this.errorHandler = errorHandler;
		this.observer = MessageObserver.guarded(observer);
		// Only queues the message: no user code, nothing that blocks, so no other thread.
		this.handling = List.of(messenger.handle(ADDRESS, Runnable::run, (message, replier) -> onMessage(message)),
				messenger.handle(GroupSender.ADDRESS, Runnable::run, this::onMessageOfGroup));
		this.interests = new Interests(messenger, cluster, loop);
		this.groups = new GroupSender(messenger, (message) -> deliverToMember(messenger.self(), message));
	}

	@Override
	public int publish(String topic, Object message) {
		return observed(topic, null, message, this::publish);
	}

	@Override
	public int publish(String topic, String key, Object message) {
		return observed(topic, key, message, this::publish);
	}

	private int publish(TopicMessage message) {
		Map<String, List<NodeId>> receiving = this.interests.groupsOf(message.topic());
		requireSendable(message, receiving.keySet());
		Topic topic = published(message);
		byte[] bytes = message.toBytes();
		List<NodeId> others = othersThatListen(message);
		// A thread there and one here wake at the same time then.
		int first = Math.min(1, others.size());
		int count = send(topic, others.subList(0, first), bytes);
		try {
			count += deliverHere(message) ? 1 : 0;
		}
		finally {
			count += send(topic, others.subList(first, others.size()), bytes);
			count += sendToGroups(message, receiving);
		}
		return count;
	}

	/** Before the first receiver has it, so that it is nobody's or everybody's. */
	private void requireSendable(TopicMessage message, Set<String> receiving) {
		this.messenger.requireSendable(message.size(), message.topic());
		for (String group : receiving) {
			this.messenger.requireSendable(message.sizeForGroup(group), message.topic());
		}
	}

	@Override
	public int publishToOthers(String topic, Object message) {
		return observed(topic, null, message, this::sendToOthers);
	}

	@Override
	public boolean publishLocally(String topic, Object message) {
		return observed(topic, null, message, this::deliverHere);
	}

	@Override
	public boolean publishTo(NodeId node, String topic, Object message) {
		return observed(topic, null, message, (plain) -> sendTo(node, plain));
	}

	private static void requireName(String topic) {
		if (topic.isEmpty()) {
			throw new IllegalArgumentException("A topic has a name");
		}
	}

	private boolean sendTo(NodeId node, TopicMessage plain) {
		if (node.equals(this.messenger.self())) {
			return deliverHere(plain);
		}
		Topic own = published(plain);
		return this.interests.mayListen(node, plain.topic()) && send(own, node, plain.toBytes());
	}

	private <R> R observed(String topic, @Nullable String key, Object message, Function<TopicMessage, R> publishing) {
		requireName(topic);
		byte[] body = this.codec.encode(message);
		return this.observer.send(new Operation(Kind.TOPIC, topic, ""),
				(context) -> publishing.apply(new TopicMessage("", topic, key, ContextCodec.bounded(context), body)));
	}

	private int sendToOthers(TopicMessage message) {
		return send(published(message), othersThatListen(message), message.toBytes());
	}

	private Topic published(TopicMessage message) {
		Topic topic = this.topics.published(message.topic());
		topic.countPublished();
		return topic;
	}

	private List<NodeId> othersThatListen(TopicMessage message) {
		List<NodeId> others = new ArrayList<>();
		for (Node node : this.cluster.view().nodes()) {
			if (!node.id().equals(this.messenger.self()) && this.interests.mayListen(node.id(), message.topic())) {
				others.add(node.id());
			}
		}
		return others;
	}

	/** To how many it was handed over. */
	private int send(Topic topic, List<NodeId> nodes, byte[] bytes) {
		int count = 0;
		for (NodeId node : nodes) {
			if (send(topic, node, bytes)) {
				count++;
			}
		}
		return count;
	}

	private int sendToGroups(TopicMessage message, Map<String, List<NodeId>> receiving) {
		Topic topic = this.topics.published(message.topic());
		int count = 0;
		for (Map.Entry<String, List<NodeId>> group : receiving.entrySet()) {
			if (this.groups.send(message.forGroup(group.getKey()), group.getValue(), topic::countSent)) {
				count++;
			}
			else {
				topic.countSent(false);
			}
		}
		return count;
	}

	private boolean send(Topic topic, NodeId node, byte[] frame) {
		boolean handedOver = this.messenger.cast(node, Lane.BULK, ADDRESS, frame);
		topic.countSent(handedOver);
		return handedOver;
	}

	private boolean deliverHere(TopicMessage message) {
		return deliver(this.topics.published(message.topic()), this.messenger.self(), message);
	}

	private boolean deliver(@Nullable Topic topic, NodeId publisher, TopicMessage message) {
		boolean listening = topic != null && !topic.subscribers().isEmpty();
		if (!listening && this.topics.patterns().isEmpty()) {
			return false;
		}
		Parcel parcel = parcel(publisher, message);
		boolean delivered = topic != null && listening && topic.deliver(parcel);
		for (Topic pattern : this.topics.patterns()) {
			delivered |= pattern.matches(message.topic()) && pattern.deliver(parcel);
		}
		return delivered;
	}

	private Parcel parcel(NodeId publisher, TopicMessage message) {
		return new Parcel(new Publication(message.topic(), publisher), message, this.codec);
	}

	/** Let one of the members of this node have a message: the first that has room. */
	private boolean deliverToMember(NodeId publisher, TopicMessage message) {
		List<Subscriber<?>> members = new ArrayList<>();
		this.topics.all().filter((topic) -> topic.matches(message.topic())).forEach((topic) -> {
			topic.countReceived();
			topic.subscribers()
				.stream()
				.filter((subscriber) -> subscriber.group().equals(message.group()))
				.forEach(members::add);
		});
		if (members.isEmpty()) {
			return false;
		}
		Parcel parcel = parcel(publisher, message);
		int first = (message.key() != null) ? parcel.order() : this.turn.getAndIncrement();
		return IntStream.range(0, members.size())
			.anyMatch((next) -> members.get(Math.floorMod(first + next, members.size())).offer(parcel));
	}

	/** What cannot be read is dropped, counted and told of by the messenger. */
	private void onMessage(Message message) {
		TopicMessage read = TopicMessage.fromBytes(message.payload());
		deliver(this.topics.find(read.topic()), message.sender(), read);
	}

	private void onMessageOfGroup(Message message, Replier replier) {
		TopicMessage read;
		try {
			read = TopicMessage.fromBytes(message.payload());
		}
		catch (IllegalArgumentException ex) {
			replier.reply(NOT_TAKEN);
			throw ex;
		}
		replier.reply(deliverToMember(message.sender(), read) ? TAKEN : NOT_TAKEN);
	}

	@Override
	public <T> Subscription subscribe(String topic, Class<T> type, TopicListener<? super T> listener,
			SubscriptionOptions options) {
		requireName(topic);
		TopicMessage.requireShort(topic);
		TopicMessage.requireShort(options.group());
		Topic own = this.topics.listenedTo(topic);
		Subscriber<T> subscriber = new Subscriber<>(type, listener, options, this.userExecutor, this.errorHandler,
				this.observer);
		synchronized (own) {
			own.subscribers().add(subscriber);
			this.interests.add(new Listening(topic, options.group()));
		}
		return Subscription.once(() -> end(own, subscriber));
	}

	private void end(Topic topic, Subscriber<?> subscriber) {
		subscriber.close();
		synchronized (topic) {
			remove(topic, subscriber);
			if (!topic.hasSubscribers(subscriber.group())) {
				this.interests.remove(new Listening(topic.name(), subscriber.group()));
			}
		}
	}

	/** Under one lock with the look at all, so that no sum ever falls. */
	private synchronized void remove(Topic topic, Subscriber<?> subscriber) {
		topic.subscribers().remove(subscriber);
		this.ofThoseThatEnded = this.ofThoseThatEnded.plus(subscriber.deliveries());
	}

	@Override
	public PerRole<? extends Topics> ofRoles() {
		return this.ofRoles;
	}

	@Override
	public DeliveryQueue.Statistics deliveries() {
		return this.ofRoles.all()
			.values()
			.stream()
			.map(ClusterTopics::deliveries)
			.reduce(ownDeliveries(), DeliveryQueue.Statistics::plus);
	}

	private synchronized DeliveryQueue.Statistics ownDeliveries() {
		return this.topics.all()
			.flatMap((topic) -> topic.subscribers().stream())
			.map(Subscriber::deliveries)
			.reduce(this.ofThoseThatEnded, DeliveryQueue.Statistics::plus);
	}

	@Override
	public List<TopicStatistics> statistics() {
		return Stream
			.concat(ownStatistics(),
					this.ofRoles.all()
						.entrySet()
						.stream()
						.flatMap((role) -> role.getValue().ownStatistics().map((topic) -> topic.ofRole(role.getKey()))))
			.toList();
	}

	private Stream<TopicStatistics> ownStatistics() {
		return this.topics.all()
			.sorted(Comparator.comparing(Topic::name))
			.map((topic) -> topic.statistics(this.interests.listenersOf(topic.name())));
	}

	/** Take and deliver nothing more. */
	@Override
	public void close() {
		this.interests.close();
		this.handling.forEach(Subscription::close);
		this.topics.all().forEach((topic) -> topic.subscribers().forEach(Subscriber::close));
		this.ofRoles.all().values().forEach(ClusterTopics::close);
	}

}
