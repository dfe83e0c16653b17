package io.distsys.pubsub;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which topics the other nodes listen to. Each node tells its whole set when it changes,
 * to each newcomer, to whoever asks, and now and then, because a cast may be lost. A
 * change is told at once; if they are many, what changes within a moment of it is told
 * together: an application that listens to thousands of topics one by one does not tell
 * all of them for each.
 */
final class Interests implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Interests.class);

	private static final String ADDRESS = "topics/interests";

	private static final Duration REPETITION = Duration.ofSeconds(10);

	private static final int FEW = 100;

	private static final Duration MOMENT = Duration.ofMillis(10);

	private final Messenger messenger;

	private final Cluster cluster;

	private final EventLoop loop;

	private final Map<NodeId, Interest> ofOthers = new ConcurrentHashMap<>();

	private final Set<Listening> own = new TreeSet<>();

	/** How often this was told; changed under the lock of {@link #own}. */
	private long told;

	/** Those of {@link #own} that are in groups; changed under its lock. */
	private volatile Interest ownInterest = Interest.in(0, Set.of());

	/** Whether a change was told within a moment; under the lock of {@link #own}. */
	private boolean justTold;

	/** Whether there is a change that was not told; under the same lock. */
	private boolean untold;

	private final Subscription handling;

	private final Subscription membership;

	private final Subscription repetition;

	Interests(Messenger messenger, Cluster cluster, EventLoop loop) {
		this.messenger = messenger;
		this.cluster = cluster;
		this.loop = loop;
		this.handling = messenger.handle(ADDRESS, Runnable::run, (message, replier) -> onInterests(message));
		this.membership = cluster.subscribe(this::onMembership);
		this.repetition = loop.repeat(REPETITION, this::repeat);
		tellAll(true);
	}

	/** Whether to send a message to a node: also if nothing is known of it yet. */
	boolean mayListen(NodeId node, String topic) {
		Interest interest = this.ofOthers.get(node);
		return interest == null || interest.covers(topic);
	}

	int listenersOf(String topic) {
		return (int) this.ofOthers.values().stream().filter((interest) -> interest.covers(topic)).count();
	}

	/** The groups that listen to a topic, and the nodes with a member, sorted. */
	SortedMap<String, List<NodeId>> groupsOf(String topic) {
		if (!hasGroups()) {
			return Collections.emptySortedMap();
		}
		SortedMap<String, List<NodeId>> groups = new TreeMap<>();
		this.ownInterest.groups(topic)
			.forEach((group) -> groups.computeIfAbsent(group, (name) -> new ArrayList<>()).add(this.messenger.self()));
		this.ofOthers.forEach((node, interest) -> interest.groups(topic)
			.forEach((group) -> groups.computeIfAbsent(group, (name) -> new ArrayList<>()).add(node)));
		groups.values().forEach(Collections::sort);
		return groups;
	}

	private boolean hasGroups() {
		if (!this.ownInterest.grouped().isEmpty()) {
			return true;
		}
		for (Interest interest : this.ofOthers.values()) {
			if (!interest.grouped().isEmpty()) {
				return true;
			}
		}
		return false;
	}

	void add(Listening topic) {
		synchronized (this.own) {
			if (this.own.add(topic)) {
				onChange(topic);
			}
		}
	}

	void remove(Listening topic) {
		synchronized (this.own) {
			if (this.own.remove(topic)) {
				onChange(topic);
			}
		}
	}

	/** Under the lock. */
	private void onChange(Listening topic) {
		if (!topic.group().isEmpty()) {
			this.ownInterest = Interest.in(this.told,
					this.own.stream().filter((one) -> !one.group().isEmpty()).collect(Collectors.toSet()));
		}
		if (this.own.size() <= FEW) {
			tellAll(false);
			return;
		}
		this.untold = true;
		if (!this.justTold) {
			tellChanges();
		}
	}

	/** At a change, and a moment after each time that this has told one. */
	private void tellChanges() {
		synchronized (this.own) {
			this.justTold = this.untold;
			if (this.untold) {
				this.untold = false;
				this.loop.schedule(MOMENT, this::tellChanges);
				tellAll(false);
			}
		}
	}

	/** What a node has said that left meanwhile is forgotten, too. */
	private void repeat() {
		this.ofOthers.keySet().removeIf((node) -> !this.cluster.view().contains(node));
		tellAll(false);
	}

	private void tellAll(boolean asking) {
		synchronized (this.own) {
			byte[] bytes = encode(asking);
			for (Node node : this.cluster.view().nodes()) {
				if (!node.id().equals(this.messenger.self())) {
					send(node.id(), bytes);
				}
			}
		}
	}

	private void tell(NodeId node, boolean asking) {
		synchronized (this.own) {
			send(node, encode(asking));
		}
	}

	private void send(NodeId node, byte[] bytes) {
		if (!this.messenger.cast(node, Lane.CONTROL, ADDRESS, bytes)) {
			logger.debug("Topics were not told, they will be again node={}", node);
		}
	}

	private void onMembership(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeJoined) {
			NodeId node = event.node().id();
			tell(node, !this.ofOthers.containsKey(node));
		}
		else if (event instanceof ClusterEvent.NodeLeft || event instanceof ClusterEvent.NodeLost) {
			this.ofOthers.remove(event.node().id());
		}
	}

	private void onInterests(Message message) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message.payload()))) {
			boolean asking = in.readBoolean();
			long number = in.readLong();
			int count = in.readInt();
			Set<Listening> topics = new HashSet<>();
			for (int i = 0; i < count; i++) {
				topics.add(new Listening(in.readUTF(), in.readUTF()));
			}
			if (count < 0 || in.available() > 0) {
				throw new IOException(count + " topics, and " + in.available() + " bytes behind them");
			}
			// One with many topics may be overtaken by a later one with few.
			this.ofOthers.merge(message.sender(), Interest.in(number, topics), Interest::later);
			if (asking) {
				tell(message.sender(), false);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The topics of another node cannot be read", ex);
		}
	}

	/** Under the lock, so that what is numbered later is newer. */
	private byte[] encode(boolean asking) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeBoolean(asking);
			out.writeLong(++this.told);
			out.writeInt(this.own.size());
			for (Listening topic : this.own) {
				out.writeUTF(topic.topic());
				out.writeUTF(topic.group());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	@Override
	public void close() {
		this.repetition.close();
		this.membership.close();
		this.handling.close();
	}

	/**
	 * What one node listens to.
	 *
	 * @param number which time it told this
	 * @param texts the topics and patterns of which it hears every message
	 * @param patterns the patterns among them
	 * @param grouped the topics and patterns of each group
	 */
	private record Interest(long number, Set<String> texts, List<TopicFilter> patterns,
			Map<String, List<TopicFilter>> grouped) {

		static Interest in(long number, Set<Listening> all) {
			Set<String> texts = all.stream()
				.filter((one) -> one.group().isEmpty())
				.map(Listening::topic)
				.collect(Collectors.toUnmodifiableSet());
			Map<String, List<TopicFilter>> grouped = all.stream()
				.filter((one) -> !one.group().isEmpty())
				.collect(Collectors.groupingBy(Listening::group,
						Collectors.mapping((one) -> TopicFilter.of(one.topic()), Collectors.toUnmodifiableList())));
			return new Interest(number, texts,
					texts.stream().filter(TopicFilter::isPattern).map(TopicFilter::of).toList(), grouped);
		}

		Interest later(Interest other) {
			return (other.number >= this.number) ? other : this;
		}

		boolean covers(String topic) {
			return this.texts.contains(topic) || this.patterns.stream().anyMatch((pattern) -> pattern.matches(topic));
		}

		List<String> groups(String topic) {
			return this.grouped.entrySet()
				.stream()
				.filter((group) -> group.getValue().stream().anyMatch((filter) -> filter.matches(topic)))
				.map(Map.Entry::getKey)
				.toList();
		}

	}

}
