package io.distsys.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * Tells the other nodes where this one is in its life, and learns it of them. Each
 * announcement is repeated until it is answered (with the other's state) or the other is
 * gone: a newcomer may be visible before it can take messages. States only move forward,
 * so that repetition and order do no harm.
 *
 * @since 0.1
 */
public final class NodeStateAnnouncer implements AutoCloseable {

	/** The address of the announcements. */
	static final String ADDRESS = "distsys.node-state";

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final Duration PAUSE = Duration.ofMillis(200);

	private static final Node.State[] STATES = Node.State.values();

	private final ClusterMembership membership;

	private final Messenger messenger;

	private final EventLoop loop;

	private final Map<NodeId, Node.State> underway = new ConcurrentHashMap<>();

	private final Subscription events;

	private final Subscription handler;

	private volatile boolean closed;

	/**
	 * Start announcing.
	 * @param membership is fed with what the others say
	 * @param messenger carries the announcements
	 * @param loop runs the announcer
	 */
	public NodeStateAnnouncer(ClusterMembership membership, Messenger messenger, EventLoop loop) {
		this.membership = membership;
		this.messenger = messenger;
		this.loop = loop;
		this.handler = messenger.handle(ADDRESS, loop, this::onAnnouncement);
		this.events = membership.subscribe((event) -> loop.execute(() -> onEvent(event)));
		loop.execute(this::announceToAll);
	}

	/**
	 * Bring this node to another state, and say so to all.
	 * @param state the state
	 */
	public void announce(Node.State state) {
		this.membership.stateOfSelf(state);
		this.loop.execute(this::announceToAll);
	}

	private void announceToAll() {
		this.membership.view().nodes().forEach((node) -> announceTo(node.id()));
	}

	private void onEvent(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeJoined joined) {
			announceTo(joined.node().id());
		}
	}

	private void announceTo(NodeId other) {
		Node.State state = this.membership.self().state();
		boolean known = this.membership.view().contains(other) && !other.equals(this.messenger.self());
		if (this.closed || !known || state == this.underway.put(other, state)) {
			return;
		}
		this.messenger.call(other, Lane.CONTROL, ADDRESS, encode(state), TIMEOUT)
			.thenAccept((reply) -> this.loop.execute(() -> onReply(other, state, reply)));
	}

	private void onReply(NodeId other, Node.State announced, Reply reply) {
		this.underway.remove(other, announced);
		if (reply instanceof Reply.Answered answered) {
			this.membership.stateChanged(other, decode(answered.payload()));
		}
		else if (this.membership.self().state() == announced && !this.closed) {
			this.loop.schedule(PAUSE, () -> announceTo(other));
		}
	}

	private void onAnnouncement(MessageHandler.Message message, MessageHandler.Replier replier) {
		this.membership.stateChanged(message.sender(), decode(message.payload()));
		replier.reply(new Reply.Answered(encode(this.membership.self().state())));
	}

	private static byte[] encode(Node.State state) {
		return new byte[] { (byte) state.ordinal() };
	}

	private static Node.State decode(byte[] payload) {
		if (payload.length != 1 || payload[0] < 0 || payload[0] >= STATES.length) {
			throw new IllegalArgumentException("The announced state of a node cannot be read");
		}
		return STATES[payload[0]];
	}

	@Override
	public void close() {
		this.closed = true;
		this.events.close();
		this.handler.close();
	}

}
