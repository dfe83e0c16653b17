package io.distsys.group;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

import io.distsys.cluster.NodeId;
import io.distsys.cluster.PerRole;
import io.distsys.group.LocalMember.Sent;
import io.distsys.messaging.Codec;
import io.distsys.messaging.ContextCodec;
import io.distsys.messaging.DeliveryQueue;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.Messenger;
import io.distsys.time.Subscription;
import io.distsys.tracker.MetadataCodec;
import io.distsys.tracker.Tracked;
import io.distsys.tracker.Tracker;
import io.distsys.tracker.Tracker.Nouns;
import org.jspecify.annotations.Nullable;

/**
 * Groups whose memberships are entries of a {@link Tracker}. A message to all is encoded
 * once and sent once to each node that has members.
 *
 * @since 0.1
 */
public final class TrackedGroups implements ClusterGroups, AutoCloseable {

	private static final String ADDRESS = "groups";

	/** In place of the number of a membership: all of the group on that node. */
	private static final long ALL = 0;

	private static final Nouns NOUNS = new Nouns("name of the group", "the metadata");

	private final Messenger messenger;

	private final Codec codec;

	private final Tracker tracker;

	private final Executor userExecutor;

	private final MessageObserver observer;

	private final PerRole<TrackedGroups> ofRoles;

	private final Map<Long, LocalMember<?>> own = new ConcurrentHashMap<>();

	private DeliveryQueue.Statistics ofThoseThatLeft = DeliveryQueue.Statistics.NONE;

	private final AtomicInteger turn = new AtomicInteger();

	private final Subscription handling;

	/**
	 * Create it and listen to the other nodes.
	 * @param messenger carries the messages
	 * @param codec encodes the messages
	 * @param tracker knows the memberships; of no other use
	 * @param userExecutor runs listeners and monitors
	 * @param observer sees the messages
	 * @param ofRoles those of the roles of this node; closed with these
	 */
	public TrackedGroups(Messenger messenger, Codec codec, Tracker tracker, Executor userExecutor,
			MessageObserver observer, PerRole<TrackedGroups> ofRoles) {
		this.messenger = messenger;
		this.codec = codec;
		this.tracker = tracker;
		this.userExecutor = userExecutor;
		this.observer = MessageObserver.guarded(observer);
		this.ofRoles = ofRoles;
		// Only queues the message: no user code, nothing that blocks, so no other thread.
		this.handling = messenger.handle(ADDRESS, Runnable::run, (message, replier) -> onMessage(message));
	}

	@Override
	public <T> GroupMembership join(String group, Class<T> type, GroupListener<? super T> listener,
			GroupOptions options) {
		if (group.isEmpty()) {
			throw new IllegalArgumentException("A group has a name");
		}
		Tracked entry = this.tracker.add(group, MetadataCodec.encode(options.metadata()), NOUNS);
		LocalMember<T> member = new LocalMember<>(entry, type, listener, options, this.codec, this.tracker,
				this.userExecutor, this.observer, () -> left(entry.id()));
		this.own.put(entry.id(), member);
		return member;
	}

	static GroupMember member(Tracked entry) {
		return new GroupMember(entry.key(), entry.owner(), entry.id(), MetadataCodec.decode(entry.value()));
	}

	@Override
	public List<GroupMember> members(String group) {
		return this.tracker.find(group).stream().map(TrackedGroups::member).toList();
	}

	@Override
	public List<GroupMember> localMembers(String group) {
		return this.tracker.find(group, this.messenger.self()).stream().map(TrackedGroups::member).toList();
	}

	@Override
	public Optional<GroupMember> one(String group) {
		List<Tracked> local = List.copyOf(this.tracker.find(group, this.messenger.self()));
		List<Tracked> all = local.isEmpty() ? List.copyOf(this.tracker.find(group)) : local;
		return all.isEmpty() ? Optional.empty()
				: Optional.of(member(all.get(Math.floorMod(this.turn.getAndIncrement(), all.size()))));
	}

	@Override
	public Set<String> groups() {
		return Set.copyOf(this.tracker.keys());
	}

	@Override
	public boolean send(GroupMember member, Object message) {
		return observed(member.group(), member.id(), message, (frame) -> send(member, frame));
	}

	private boolean send(GroupMember member, GroupFrame frame) {
		if (member.node().equals(this.messenger.self())) {
			LocalMember<?> local = this.own.get(member.id());
			return local != null && local.offer(new Sent(member.node(), frame.context(), frame.bytes()));
		}
		boolean known = this.tracker.find(member.group(), member.node())
			.stream()
			.anyMatch((entry) -> entry.id() == member.id());
		return known && cast(member.node(), frame.encode());
	}

	@Override
	public int broadcast(String group, Object message) {
		return observed(group, ALL, message, this::broadcast);
	}

	private int broadcast(GroupFrame frame) {
		NodeId self = this.messenger.self();
		byte[] bytes = frame.encode();
		this.messenger.requireSendable(bytes.length, frame.group());
		int reached = deliver(self, frame);
		Iterator<Tracked> members = this.tracker.find(frame.group()).iterator();
		Tracked next = nextOrNull(members);
		while (next != null) {
			NodeId node = next.owner();
			int count = 0;
			while (next != null && next.owner().equals(node)) {
				count++;
				next = nextOrNull(members);
			}
			if (!node.equals(self) && cast(node, bytes)) {
				reached += count;
			}
		}
		return reached;
	}

	private static @Nullable Tracked nextOrNull(Iterator<Tracked> entries) {
		return entries.hasNext() ? entries.next() : null;
	}

	private boolean cast(NodeId node, byte[] frame) {
		return this.messenger.cast(node, Lane.BULK, ADDRESS, frame);
	}

	private <R> R observed(String group, long id, Object message, Function<GroupFrame, R> sending) {
		byte[] bytes = this.codec.encode(message);
		return this.observer.send(new Operation(Kind.GROUP, group, ""),
				(context) -> sending.apply(new GroupFrame(group, id, ContextCodec.bounded(context), bytes)));
	}

	private void onMessage(Message message) {
		deliver(message.sender(), GroupFrame.decode(message.payload()));
	}

	/** Queue a message for members of this node, and say for how many. */
	private int deliver(NodeId sender, GroupFrame frame) {
		Sent sent = new Sent(sender, frame.context(), frame.bytes());
		int reached = 0;
		for (Tracked entry : receivers(frame.group(), frame.id())) {
			LocalMember<?> member = this.own.get(entry.id());
			if (member != null && member.offer(sent)) {
				reached++;
			}
		}
		return reached;
	}

	private Collection<Tracked> receivers(String group, long id) {
		Collection<Tracked> all = this.tracker.find(group, this.messenger.self());
		return (id == ALL) ? all : all.stream().filter((entry) -> entry.id() == id).toList();
	}

	@Override
	public Subscription monitor(String group, Consumer<? super GroupEvent> monitor) {
		return this.tracker.subscribe(group, new GroupMonitor(group, monitor), this.userExecutor);
	}

	/** Under one lock with the look at all, so that no sum ever falls. */
	private synchronized void left(long id) {
		LocalMember<?> member = this.own.remove(id);
		if (member != null) {
			this.ofThoseThatLeft = this.ofThoseThatLeft.plus(member.statistics());
		}
	}

	@Override
	public DeliveryQueue.Statistics deliveries() {
		return this.ofRoles.all()
			.values()
			.stream()
			.map(TrackedGroups::deliveries)
			.reduce(ownDeliveries(), DeliveryQueue.Statistics::plus);
	}

	private synchronized DeliveryQueue.Statistics ownDeliveries() {
		return this.own.values()
			.stream()
			.map(LocalMember::statistics)
			.reduce(this.ofThoseThatLeft, DeliveryQueue.Statistics::plus);
	}

	@Override
	public PerRole<? extends ClusterGroups> ofRoles() {
		return this.ofRoles;
	}

	/** Leave all groups, and take nothing more. */
	@Override
	public void close() {
		this.handling.close();
		this.own.values().forEach(LocalMember::close);
		this.ofRoles.all().values().forEach(TrackedGroups::close);
	}

}
