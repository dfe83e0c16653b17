package io.distsys.tracker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import io.distsys.tracker.TrackedChange.Reason;
import io.distsys.tracker.TrackerMessage.Ask;
import io.distsys.tracker.TrackerMessage.Delta;
import io.distsys.tracker.TrackerMessage.Latest;
import io.distsys.tracker.TrackerMessage.Part;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes of this node's entries, and hears of theirs. Changes are cast to
 * all as they come. Every node also says now and then which edition is its last; who has
 * missed something asks for what is new since the version it knows, and is given the
 * changes or, if they are too many, everything. Lives on the event loop.
 */
final class Correspondence {

	private static final Logger logger = LoggerFactory.getLogger(Correspondence.class);

	private static final Duration PART_TIMEOUT = Duration.ofSeconds(2);

	/** After asking a node, this long it is not asked again. */
	private static final Duration PATIENCE = Duration.ofMillis(200);

	private static final Duration COMPLAINT_INTERVAL = Duration.ofMinutes(1);

	private static final byte[] TAKEN = { 1 };

	private static final byte[] NOT_TAKEN = { 0 };

	private final String address;

	private final Messenger messenger;

	private final Cluster cluster;

	private final Predicate<Node> scope;

	private final EventLoop loop;

	private final TrackerSettings settings;

	private final Entries entries;

	private final Runnable onChange;

	private final Map<NodeId, Transfer> transfers = new HashMap<>();

	private final Map<NodeId, Assembly> assemblies = new HashMap<>();

	private final Map<NodeId, Long> asked = new HashMap<>();

	private final Set<NodeId> inView = new HashSet<>();

	private final List<Subscription> subscriptions = new ArrayList<>();

	private final Counters counters = new Counters();

	private long told;

	private long complainedNanos;

	/**
	 * @param onChange called when entries of others have changed
	 */
	Correspondence(String address, Messenger messenger, Cluster cluster, Predicate<Node> scope, EventLoop loop,
			TrackerSettings settings, Entries entries, Runnable onChange) {
		this.address = address;
		this.messenger = messenger;
		this.cluster = cluster;
		this.scope = scope;
		this.loop = loop;
		this.settings = settings;
		this.entries = entries;
		this.onChange = onChange;
		this.complainedNanos = loop.clock().nanos() - COMPLAINT_INTERVAL.toNanos();
	}

	Counters counters() {
		return this.counters;
	}

	void start() {
		this.subscriptions.add(this.messenger.handle(this.address, this.loop, this::onMessage));
		this.subscriptions.add(this.cluster.subscribe((event) -> this.loop.execute(() -> onEvent(event))));
		this.subscriptions.add(this.loop.repeat(this.settings.repairInterval(), this::repair));
		followView();
	}

	private void onEvent(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeLeft left) {
			forget(left.node().id(), Reason.NODE_LEFT);
		}
		else if (event instanceof ClusterEvent.NodeLost lost) {
			forget(lost.node().id(), Reason.NODE_LOST);
		}
		followView();
	}

	private void forget(NodeId node, Reason reason) {
		this.inView.remove(node);
		this.transfers.remove(node);
		this.assemblies.remove(node);
		this.asked.remove(node);
		this.entries.forget(node, reason);
		this.onChange.run();
	}

	/** Greet those who are new. Who comes again was forgotten before, and is new. */
	private void followView() {
		for (NodeId node : peers()) {
			if (this.inView.add(node)) {
				ask(node, this.entries.editionOf(node).version());
				sayLatest(node);
			}
		}
	}

	private List<NodeId> peers() {
		return this.cluster.view()
			.nodes()
			.stream()
			.filter((node) -> !node.id().equals(this.messenger.self()) && this.scope.test(node))
			.map(Node::id)
			.toList();
	}

	/** Something was missed, perhaps, without anybody noticing. */
	private void repair() {
		peers().forEach(this::sayLatest);
	}

	private void sayLatest(NodeId node) {
		Edition own = this.entries.ownEdition();
		if (own.version() > 0) {
			cast(node, TrackerCodec.encode(new Latest(own)));
		}
	}

	/** Tell all others what has changed since they were told. */
	void tell() {
		List<NodeId> peers = peers();
		long from = this.told;
		Optional<List<Change>> news = this.entries.ownSince(from);
		if (news.isEmpty()) {
			this.told = this.entries.ownEdition().version();
			peers.forEach(this::sayLatest);
			return;
		}
		this.told = from + news.get().size();
		for (Delta delta : deltas(from, news.get())) {
			byte[] bytes = TrackerCodec.encode(delta);
			peers.forEach((node) -> cast(node, bytes));
		}
	}

	private List<Delta> deltas(long from, List<Change> changes) {
		List<Delta> deltas = new ArrayList<>();
		int begin = 0;
		int bytes = 0;
		for (int i = 0; i < changes.size(); i++) {
			bytes += changes.get(i).size();
			if (bytes >= this.settings.messageBytes() || i == changes.size() - 1) {
				deltas.add(new Delta(from + begin, changes.subList(begin, i + 1)));
				begin = i + 1;
				bytes = 0;
			}
		}
		return deltas;
	}

	private void ask(NodeId node, long known) {
		Assembly assembly = this.assemblies.get(node);
		long now = this.loop.clock().nanos();
		Long before = this.asked.get(node);
		boolean soon = before != null && now - before < PATIENCE.toNanos();
		boolean coming = assembly != null && now - assembly.lastNanos() < PART_TIMEOUT.toNanos();
		if (!soon && !coming) {
			this.asked.put(node, now);
			cast(node, TrackerCodec.encode(new Ask(known)));
		}
	}

	private void cast(NodeId node, byte[] bytes) {
		this.counters.count(this.messenger.cast(node, Lane.BULK, this.address, bytes));
	}

	private void onMessage(Message message, MessageHandler.Replier replier) {
		NodeId sender = message.sender();
		if (!this.inView.contains(sender)) {
			followView();
		}
		if (!this.inView.contains(sender)) {
			// It sees this node already, and will say its latest when it is seen here.
			logger.debug("Heard a node that is not in view tracker={} node={}", this.address, sender);
			return;
		}
		TrackerMessage content;
		try {
			content = TrackerCodec.decode(sender, message.payload());
		}
		catch (IOException ex) {
			complain(sender, ex);
			return;
		}
		if (content instanceof Delta delta) {
			onDelta(sender, delta);
		}
		else if (content instanceof Latest latest) {
			onLatest(sender, latest.edition());
		}
		else if (content instanceof Ask ask) {
			onAsk(sender, ask.known());
		}
		else if (content instanceof Part part) {
			replier.reply(new Reply.Answered(onPart(sender, part) ? TAKEN : NOT_TAKEN));
		}
		this.onChange.run();
	}

	private void complain(NodeId sender, IOException failure) {
		this.counters.unreadable.incrementAndGet();
		long now = this.loop.clock().nanos();
		if (now - this.complainedNanos >= COMPLAINT_INTERVAL.toNanos()) {
			this.complainedNanos = now;
			logger.warn("Messages of a node cannot be read tracker={} node={} count={}", this.address, sender,
					this.counters.unreadable.get(), failure);
		}
	}

	private void onDelta(NodeId sender, Delta delta) {
		if (!this.entries.advance(sender, delta.from(), delta.changes())) {
			this.counters.gaps.incrementAndGet();
			ask(sender, this.entries.editionOf(sender).version());
		}
	}

	private void onLatest(NodeId sender, Edition latest) {
		Edition known = this.entries.editionOf(sender);
		if (latest.version() > known.version()) {
			ask(sender, known.version());
		}
		else if (latest.version() == known.version() && latest.fingerprint() != known.fingerprint()) {
			this.counters.divergences.incrementAndGet();
			logger.warn("Entries of a node differ from its own, all are taken over anew tracker={} node={} version={}",
					this.address, sender, known.version());
			ask(sender, Ask.NOTHING);
		}
	}

	private void onAsk(NodeId sender, long known) {
		if (this.entries.ownEdition().version() == 0) {
			return;
		}
		// Who knows nothing is told what there is, and not what came and went before.
		Optional<List<Change>> news = (known > 0) ? this.entries.ownSince(known) : Optional.empty();
		if (news.isPresent()) {
			deltas(known, news.get()).forEach((delta) -> cast(sender, TrackerCodec.encode(delta)));
		}
		else if (!this.transfers.containsKey(sender)) {
			Transfer transfer = new Transfer(this.entries.ownCopy(), this.settings.messageBytes());
			this.transfers.put(sender, transfer);
			sendNext(sender, transfer);
		}
	}

	/** One part at a time: it must not fill the buffers of what else is sent. */
	private void sendNext(NodeId receiver, Transfer transfer) {
		byte[] part = TrackerCodec.encode(transfer.next());
		this.messenger.call(receiver, Lane.BULK, this.address, part, PART_TIMEOUT)
			.whenComplete((reply, failure) -> this.loop.execute(() -> onReply(receiver, transfer, reply)));
	}

	private void onReply(NodeId receiver, Transfer transfer, Reply reply) {
		if (this.transfers.get(receiver) != transfer) {
			return;
		}
		boolean taken = reply instanceof Reply.Answered answered && answered.payload().length == 1
				&& answered.payload()[0] == TAKEN[0];
		if (taken && !transfer.isOver()) {
			sendNext(receiver, transfer);
			return;
		}
		this.transfers.remove(receiver);
		if (taken) {
			// What has changed meanwhile was not of use to it.
			onAsk(receiver, transfer.version());
		}
		else {
			logger.debug("Entries did not arrive, they will be asked for again tracker={} node={} reply={}",
					this.address, receiver, reply);
		}
	}

	private boolean onPart(NodeId sender, Part part) {
		if (part.number() == 0) {
			this.assemblies.put(sender, new Assembly(part.version()));
		}
		Assembly assembly = this.assemblies.get(sender);
		if (assembly == null || !assembly.take(part, this.loop.clock().nanos())) {
			return false;
		}
		if (part.isLast()) {
			this.assemblies.remove(sender);
			this.counters.copies.incrementAndGet();
			this.entries.replace(sender, part.version(), assembly.entries());
		}
		return true;
	}

	/** Leave: this node has nothing any more. */
	void close() {
		byte[] nothing = TrackerCodec
			.encode(new Part(this.entries.ownEdition().version(), 0, true, this.entries.ownCopy().entries()));
		peers().forEach((node) -> cast(node, nothing));
		this.subscriptions.forEach(Subscription::close);
		this.subscriptions.clear();
		this.transfers.clear();
		this.assemblies.clear();
	}

	/** Written on the loop, read from anywhere. */
	static final class Counters {

		private final AtomicLong sent = new AtomicLong();

		private final AtomicLong notSent = new AtomicLong();

		private final AtomicLong gaps = new AtomicLong();

		private final AtomicLong copies = new AtomicLong();

		private final AtomicLong divergences = new AtomicLong();

		private final AtomicLong unreadable = new AtomicLong();

		private void count(boolean accepted) {
			if (accepted) {
				this.sent.incrementAndGet();
			}
			else {
				this.notSent.incrementAndGet();
			}
		}

		TrackerStatistics statistics(int own, int others) {
			return new TrackerStatistics(own, others, this.sent.get(), this.notSent.get(), this.gaps.get(),
					this.copies.get(), this.divergences.get(), this.unreadable.get());
		}

	}

}
