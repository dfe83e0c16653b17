package io.distsys.available;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node and each one in its view informed of each other: a call carries this
 * node's word, the answer the other's, and what was not answered is repeated. One call at
 * a time to each node. Lives on the event loop.
 */
final class Peers {

	private static final Logger logger = LoggerFactory.getLogger(Peers.class);

	private static final String ADDRESS = "distsys.available";

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final Duration PAUSE = Duration.ofMillis(50);

	private final Cluster cluster;

	private final Messenger messenger;

	private final EventLoop loop;

	private final Duration patience;

	private final Talk talk;

	private final Map<NodeId, Peer> peers = new TreeMap<>();

	private Subscription handling = () -> {
	};

	private boolean closed;

	/**
	 * @param patience how long an answer is waited for before a node counts as silent
	 * @param talk this node's side
	 */
	Peers(Cluster cluster, Messenger messenger, EventLoop loop, Duration patience, Talk talk) {
		this.cluster = cluster;
		this.messenger = messenger;
		this.loop = loop;
		this.patience = patience;
		this.talk = talk;
	}

	void start() {
		this.handling = this.messenger.handle(ADDRESS, this.loop, this::onCall);
		followView();
	}

	/** Compare the nodes that are known with the view, and greet those who are new. */
	void followView() {
		List<NodeId> present = this.cluster.view()
			.nodes()
			.stream()
			.map(Node::id)
			.filter((id) -> !id.equals(this.messenger.self()))
			.toList();
		this.peers.keySet().retainAll(present);
		for (NodeId id : present) {
			if (!this.closed && !this.peers.containsKey(id)) {
				this.peers.put(id, new Peer(id));
			}
		}
		this.peers.values().forEach(this::call);
	}

	/** This node's word has changed, or it wants something. */
	void tell() {
		this.peers.values().forEach(this::call);
	}

	/** The process of a node seems to be gone. It counts for nothing until it speaks. */
	void gone(NodeId id) {
		Peer peer = this.peers.get(id);
		if (peer != null) {
			peer.gone = true;
			logger.debug("Node seems to have crashed, what it had is free node={}", id);
			this.talk.changed();
			call(peer);
		}
	}

	/** What the nodes in view have announced, as far as they have been heard. */
	SortedMap<NodeId, Announcement> announcements() {
		SortedMap<NodeId, Announcement> heard = new TreeMap<>();
		this.peers.forEach((id, peer) -> {
			if (peer.announcement != null && !peer.gone) {
				heard.put(id, peer.announcement);
			}
		});
		return Collections.unmodifiableSortedMap(heard);
	}

	/**
	 * Whether every node in view knows this node's word as of a version, and has given
	 * its own since then. A node that does not answer is waited for until the patience
	 * ends: it may be starting.
	 */
	boolean areInStep(long version) {
		long now = this.loop.clock().nanos();
		return this.peers.values().stream().allMatch((peer) -> {
			boolean silent = peer.waiting && now - peer.waitingSince >= this.patience.toNanos();
			return peer.gone || silent || (peer.announcement != null && peer.toldVersion >= version);
		});
	}

	/** What is new is told at once, what was not answered once more after a pause. */
	private void call(Peer peer) {
		Announcement own = this.talk.own();
		Set<ResourceKey> wanted = this.talk.wantedFrom(peer.id);
		boolean fresh = own.version() > peer.sentVersion || !wanted.equals(peer.sentWanted);
		boolean due = peer.announcement == null || peer.gone || peer.toldVersion < own.version() || !wanted.isEmpty();
		if (this.closed || peer.calling || !(fresh || (due && !peer.resting))) {
			return;
		}
		if (!peer.waiting) {
			peer.waiting = true;
			peer.waitingSince = this.loop.clock().nanos();
			this.loop.schedule(this.patience, this.talk::changed);
		}
		peer.calling = true;
		peer.sentVersion = own.version();
		peer.sentWanted = wanted;
		byte[] payload = AnnouncementCodec.encode(new AnnouncementCodec.Message(true, own, wanted));
		Announcement before = peer.announcement;
		send(peer, payload)
			.whenComplete((reply, failure) -> this.loop.execute(() -> onReply(peer, own.version(), before, reply)));
	}

	private CompletionStage<Reply> send(Peer peer, byte[] payload) {
		try {
			return this.messenger.call(peer.id, Lane.CONTROL, ADDRESS, payload, TIMEOUT);
		}
		catch (RuntimeException ex) {
			logger.warn("A node could not be told what this one has, and will be again node={}", peer.id, ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void onReply(Peer peer, long version, @Nullable Announcement before, @Nullable Reply reply) {
		if (this.closed || this.peers.get(peer.id) != peer) {
			return;
		}
		peer.calling = false;
		peer.resting = true;
		this.loop.schedule(PAUSE, () -> {
			peer.resting = false;
			if (this.peers.get(peer.id) == peer) {
				call(peer);
			}
		});
		if (reply instanceof Reply.Answered answered) {
			AnnouncementCodec.Message message = AnnouncementCodec.decode(answered.payload());
			told(peer, message.seesReceiver() ? version : -1, message.announcement());
		}
		else if (reply instanceof Reply.Refused refused && refused.refusal() == Refusal.NO_SUCH_ADDRESS
				&& peer.announcement == before) {
			// It has not started to take part, and will call when it does; or it has
			// ended.
			// Unless it has spoken since it refused: then it has only just started.
			told(peer, version, (before != null) ? before.ended() : Announcement.NOTHING);
		}
		call(peer);
	}

	private void told(Peer peer, long version, Announcement word) {
		peer.toldVersion = Math.max(peer.toldVersion, version);
		peer.waiting = version < 0;
		hear(peer, word);
		this.talk.changed();
	}

	private void onCall(MessageHandler.Message call, MessageHandler.Replier replier) {
		followView();
		AnnouncementCodec.Message message = AnnouncementCodec.decode(call.payload());
		Peer peer = this.peers.get(call.sender());
		if (peer != null) {
			hear(peer, message.announcement());
			this.talk.asked(peer.id, message.wanted());
		}
		replier.reply(new Reply.Answered(
				AnnouncementCodec.encode(new AnnouncementCodec.Message(peer != null, this.talk.own(), Set.of()))));
	}

	private void hear(Peer peer, Announcement word) {
		Announcement known = peer.announcement;
		boolean later = known == null || known.version() < word.version();
		if (later) {
			peer.announcement = word;
		}
		if (later || peer.gone) {
			peer.gone = false;
			this.talk.changed();
		}
	}

	/** Say this node's last word, whatever call is on its way, and be silent. */
	void close() {
		byte[] last = AnnouncementCodec.encode(new AnnouncementCodec.Message(true, this.talk.own(), Set.of()));
		this.peers.keySet().forEach((id) -> this.messenger.cast(id, Lane.CONTROL, ADDRESS, last));
		this.closed = true;
		this.handling.close();
		this.peers.clear();
	}

	/** This node's side of the talk. */
	interface Talk {

		/** What this node says of itself. */
		Announcement own();

		/** What a node is to hand over to this one. */
		Set<ResourceKey> wantedFrom(NodeId holder);

		/** A node asks for what this node has. */
		void asked(NodeId by, Set<ResourceKey> wanted);

		/** Something is known that was not known before. */
		void changed();

	}

	/** One other node, from when it came into view until it leaves it. */
	private static final class Peer {

		private final NodeId id;

		private @Nullable Announcement announcement;

		private long sentVersion = -1;

		private Set<ResourceKey> sentWanted = Set.of();

		private long toldVersion = -1;

		private boolean calling;

		private boolean resting;

		private boolean waiting;

		private long waitingSince;

		private boolean gone;

		private Peer(NodeId id) {
			this.id = id;
		}

	}

}
