package io.distsys.pubsub;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

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
 * to each newcomer, to whoever asks, and now and then, because a cast may be lost.
 */
final class Interests implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Interests.class);

	private static final String ADDRESS = "topics/interests";

	private static final Duration REPETITION = Duration.ofSeconds(10);

	private final Messenger messenger;

	private final Cluster cluster;

	private final Map<NodeId, Interest> ofOthers = new ConcurrentHashMap<>();

	private final Set<String> own = new TreeSet<>();

	private final Subscription handling;

	private final Subscription membership;

	private final Subscription repetition;

	Interests(Messenger messenger, Cluster cluster, EventLoop loop) {
		this.messenger = messenger;
		this.cluster = cluster;
		this.handling = messenger.handle(ADDRESS, Runnable::run, (message, replier) -> onInterests(message));
		this.membership = cluster.subscribe(this::onMembership);
		this.repetition = loop.repeat(REPETITION, () -> tellAll(false));
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

	void add(String topic) {
		synchronized (this.own) {
			if (this.own.add(topic)) {
				tellAll(false);
			}
		}
	}

	void remove(String topic) {
		synchronized (this.own) {
			if (this.own.remove(topic)) {
				tellAll(false);
			}
		}
	}

	private void tellAll(boolean asking) {
		// The lock keeps the order: the last that is sent is the newest.
		synchronized (this.own) {
			byte[] bytes = encode(asking);
			for (Node node : this.cluster.view().nodes()) {
				if (!node.id().equals(this.messenger.self())) {
					send(node.id(), bytes);
				}
			}
		}
	}

	private void tell(NodeId node) {
		synchronized (this.own) {
			send(node, encode(false));
		}
	}

	private void send(NodeId node, byte[] bytes) {
		if (!this.messenger.cast(node, Lane.CONTROL, ADDRESS, bytes)) {
			logger.debug("Topics were not told, they will be again node={}", node);
		}
	}

	private void onMembership(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeJoined) {
			tell(event.node().id());
		}
		else if (event instanceof ClusterEvent.NodeLeft || event instanceof ClusterEvent.NodeLost) {
			this.ofOthers.remove(event.node().id());
		}
	}

	private void onInterests(Message message) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message.payload()))) {
			boolean asking = in.readBoolean();
			int count = in.readInt();
			Set<String> topics = new HashSet<>();
			for (int i = 0; i < count; i++) {
				topics.add(in.readUTF());
			}
			if (count < 0 || in.available() > 0) {
				throw new IOException(count + " topics, and " + in.available() + " bytes behind them");
			}
			this.ofOthers.put(message.sender(), Interest.in(topics));
			if (asking) {
				tell(message.sender());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The topics of another node cannot be read", ex);
		}
	}

	private byte[] encode(boolean asking) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeBoolean(asking);
			out.writeInt(this.own.size());
			for (String topic : this.own) {
				out.writeUTF(topic);
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

	/** What one node listens to. */
	private record Interest(Set<String> texts, List<TopicFilter> patterns) {

		static Interest in(Set<String> texts) {
			return new Interest(Set.copyOf(texts),
					texts.stream().filter(TopicFilter::isPattern).map(TopicFilter::of).toList());
		}

		boolean covers(String topic) {
			return this.texts.contains(topic) || this.patterns.stream().anyMatch((pattern) -> pattern.matches(topic));
		}

	}

}
