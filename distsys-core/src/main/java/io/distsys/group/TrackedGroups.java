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

import io.distsys.cluster.NodeId;
import io.distsys.group.LocalMember.Sent;
import io.distsys.messaging.Codec;
import io.distsys.messaging.DeliveryQueue;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.Messenger;
import io.distsys.time.Subscription;
import io.distsys.tracker.MetadataCodec;
import io.distsys.tracker.Tracked;
import io.distsys.tracker.Tracker;
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

	private final Messenger messenger;

	private final Codec codec;

	private final Tracker tracker;

	private final Executor userExecutor;

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
	 */
	public TrackedGroups(Messenger messenger, Codec codec, Tracker tracker, Executor userExecutor) {
		this.messenger = messenger;
		this.codec = codec;
		this.tracker = tracker;
		this.userExecutor = userExecutor;
		// Only queues the message: no user code, nothing that blocks, so no other thread.
		this.handling = messenger.handle(ADDRESS, Runnable::run, (message, replier) -> onMessage(message));
	}

	@Override
	public <T> GroupMembership join(String group, Class<T> type, GroupListener<? super T> listener,
			GroupOptions options) {
		if (group.isEmpty()) {
			throw new IllegalArgumentException("A group has a name");
		}
		Tracked entry = this.tracker.add(group, MetadataCodec.encode(options.metadata()));
		LocalMember<T> member = new LocalMember<>(entry, type, listener, options, this.codec, this.tracker,
				this.userExecutor, () -> left(entry.id()));
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
		byte[] bytes = this.codec.encode(message);
		if (member.node().equals(this.messenger.self())) {
			LocalMember<?> local = this.own.get(member.id());
			return local != null && local.offer(new Sent(member.node(), bytes));
		}
		boolean known = this.tracker.find(member.group(), member.node())
			.stream()
			.anyMatch((entry) -> entry.id() == member.id());
		return known && send(member.node(), member.group(), member.id(), bytes);
	}

	@Override
	public int broadcast(String group, Object message) {
		byte[] bytes = this.codec.encode(message);
		NodeId self = this.messenger.self();
		int reached = deliver(self, group, ALL, bytes);
		Iterator<Tracked> members = this.tracker.find(group).iterator();
		Tracked next = nextOrNull(members);
		while (next != null) {
			NodeId node = next.owner();
			int count = 0;
			while (next != null && next.owner().equals(node)) {
				count++;
				next = nextOrNull(members);
			}
			if (!node.equals(self) && send(node, group, ALL, bytes)) {
				reached += count;
			}
		}
		return reached;
	}

	private static @Nullable Tracked nextOrNull(Iterator<Tracked> entries) {
		return entries.hasNext() ? entries.next() : null;
	}

	private boolean send(NodeId node, String group, long id, byte[] bytes) {
		return this.messenger.cast(node, Lane.BULK, ADDRESS, GroupFrame.encode(group, id, bytes));
	}

	private void onMessage(Message message) {
		GroupFrame frame = GroupFrame.decode(message.payload());
		deliver(message.sender(), frame.group(), frame.id(), frame.bytes());
	}

	/** Queue a message for members of this node, and say for how many. */
	private int deliver(NodeId sender, String group, long id, byte[] bytes) {
		Sent sent = new Sent(sender, bytes);
		int reached = 0;
		for (Tracked entry : receivers(group, id)) {
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
	public synchronized DeliveryQueue.Statistics deliveries() {
		return this.own.values()
			.stream()
			.map(LocalMember::statistics)
			.reduce(this.ofThoseThatLeft, DeliveryQueue.Statistics::plus);
	}

	/** Leave all groups, and take nothing more. */
	@Override
	public void close() {
		this.handling.close();
		this.own.values().forEach(LocalMember::close);
	}

}
