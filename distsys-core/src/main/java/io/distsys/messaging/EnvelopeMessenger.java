package io.distsys.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.NodeId;
import io.distsys.time.EventLoop;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Batches messages into frames of a {@link Transport}, one frame in flight for each
 * destination and lane, which keeps the order of each sender and lane without a re-order
 * buffer. Where the transport has a {@linkplain Transport.Path path}, a few small casts
 * travel without an acknowledgement each.
 * <p>
 * <b>Threads:</b> calls complete on the loop given to the constructor, by which timeouts
 * are looked at too; those that were {@linkplain #ask asked} complete on the thread of
 * the transport on which the answer arrived, if one arrives. A call that is refused at
 * once returns a completed stage. A frame is sent by the thread that queued its message,
 * or by {@link Transport#sender} if another frame was in flight then, or if many messages
 * shared the last one of the bulk lane just now. Close the messenger before its loop.
 *
 * @since 0.1
 */
public final class EnvelopeMessenger implements Messenger, AutoCloseable {

	private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

	private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

	private final NodeId self;

	private final Cluster cluster;

	private final Transport transport;

	private final EventLoop loop;

	private final MonotonicClock clock;

	private final MessagingSettings settings;

	private final BackPressure backPressure;

	private final MessagingCounters counters = new MessagingCounters();

	private final Dispatcher dispatcher;

	private final PendingCalls pending;

	private final Exchanges exchanges;

	private final Map<NodeId, Peer> peers = new ConcurrentHashMap<>();

	private final Senders senders;

	private final AtomicLong streams = new AtomicLong();

	private final Complaint malformed;

	private final LastAddress lastAddress = new LastAddress();

	private final List<Subscription> subscriptions;

	private final Gathering gathering;

	private volatile boolean closed;

	/**
	 * Start a messenger that refuses at once whoever finds a queue full.
	 * @param cluster the nodes that can be sent to
	 * @param transport carries the frames
	 * @param loop completes answers and looks at timeouts
	 * @param settings the bounds
	 */
	public EnvelopeMessenger(Cluster cluster, Transport transport, EventLoop loop, MessagingSettings settings) {
		this(cluster, transport, loop, settings, BackPressure.reject());
	}

	/**
	 * Start a messenger.
	 * @param cluster the nodes that can be sent to
	 * @param transport carries the frames
	 * @param loop completes answers and looks at timeouts
	 * @param settings the bounds
	 * @param backPressure what becomes of whoever finds a queue full
	 */
	public EnvelopeMessenger(Cluster cluster, Transport transport, EventLoop loop, MessagingSettings settings,
			BackPressure backPressure) {
		this.self = cluster.self().id();
		this.cluster = cluster;
		this.transport = transport;
		this.loop = loop;
		this.clock = loop.clock();
		this.gathering = new Gathering(loop);
		this.settings = settings;
		this.backPressure = backPressure;
		this.senders = new Senders(this.counters, settings.maxPayloadBytes());
		this.malformed = new Complaint("Dropped a frame that cannot be read, does that node run another version?",
				this.counters.malformed, this.clock);
		this.dispatcher = new Dispatcher(this.clock, this.counters);
		this.pending = new PendingCalls(this.clock.nanos(), settings.tick().toNanos());
		this.exchanges = new Exchanges(transport, this.clock, settings, this.counters, this.malformed, this::complete,
				this::onAnswers);
		transport.receive(new Arrivals());
		this.subscriptions = List.of(cluster.subscribe(this::onClusterEvent),
				loop.repeat(settings.tick(), this::checkTimeouts), loop.repeat(HOUSEKEEPING, this::keepHouse));
	}

	@Override
	public NodeId self() {
		return this.self;
	}

	@Override
	public String nameOf(NodeId node) {
		return this.cluster.view().nameOf(node);
	}

	@Override
	public Subscription handle(String address, Executor executor, MessageHandler handler) {
		return this.dispatcher.register(address, executor, handler);
	}

	@Override
	public CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
		return call(to, lane, address, payload, timeout, Way.ORDERED);
	}

	@Override
	public CompletionStage<Reply> ask(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
		return call(to, lane, address, payload, timeout, Way.PERHAPS_ALONE);
	}

	@Override
	public CompletionStage<Reply> askInOrder(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
		return call(to, lane, address, payload, timeout, Way.ORDERED_AND_RELAYED);
	}

	private CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout,
			Way way) {
		requireSendable(payload.length, address);
		if (this.closed) {
			return refused(new Reply.Unreachable(Outcome.DID_NOT_RUN, "The messenger is closed"));
		}
		Peer peer = to.equals(this.self) ? null : peerInView(to);
		if (peer == null && !to.equals(this.self)) {
			return refused(new Reply.Unreachable(Outcome.DID_NOT_RUN, "Node " + to + " is not in the view"));
		}
		long nanos = (timeout.compareTo(LONGEST_TIMEOUT) < 0) ? timeout.toNanos() : LONGEST_TIMEOUT.toNanos();
		PendingCall call = this.pending.add(to, this.clock.nanos(), nanos, way != Way.ORDERED);
		if (this.closed) {
			giveUp(this.pending.removeAll((other) -> other == call), "The messenger is closed");
			return call.reply();
		}
		byte[] utf8 = this.lastAddress.utf8(address);
		if (peer == null) {
			callSelf(call, utf8, payload);
		}
		else if (!send(peer, lane, new Envelope.Call(utf8, call.correlation(), call.deadlineNanos(), payload), call,
				way == Way.PERHAPS_ALONE)) {
			this.pending.remove(call.correlation());
			return refused(new Reply.Refused(Refusal.BUFFER_FULL, new byte[0]));
		}
		return call.reply();
	}

	private boolean send(Peer peer, Lane lane, Envelope.Call envelope, PendingCall call, boolean mayGoAlone) {
		Outbox outbox = peer.outbox(lane);
		boolean alone = mayGoAlone && lane == Lane.BULK && outbox.isIdle() && !outbox.isShared();
		return (alone && this.exchanges.send(call.to(), peer.exchanges(), envelope, call)) || this.gathering
			.offer(outbox, envelope, call, () -> holdsUp(lane) ? call.deadlineNanos() - this.clock.nanos() : 0);
	}

	@Override
	public void together(Runnable sending) {
		this.gathering.together(sending);
	}

	@Override
	public boolean holdsUp(Lane lane) {
		return this.backPressure.holdsUp(lane);
	}

	private static CompletionStage<Reply> refused(Reply reply) {
		return CompletableFuture.completedFuture(reply);
	}

	private void callSelf(PendingCall call, byte[] address, byte[] payload) {
		call.markSent();
		this.dispatcher.dispatch(address, new MessageHandler.Message(this.self, payload, call.deadlineNanos()),
				(reply) -> complete(call, sendable(call.correlation(), reply).reply()));
	}

	@Override
	public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
		requireSendable(payload.length, address);
		if (this.closed) {
			return false;
		}
		byte[] utf8 = this.lastAddress.utf8(address);
		if (to.equals(this.self)) {
			this.dispatcher.dispatch(utf8, new MessageHandler.Message(this.self, payload, Long.MAX_VALUE),
					Dispatcher.NOBODY);
			return true;
		}
		Peer peer = peerInView(to);
		return peer != null && this.gathering.offer(peer.outbox(lane), new Envelope.Cast(utf8, payload), null,
				() -> holdsUp(lane) ? this.backPressure.patience().toNanos() : 0);
	}

	@Override
	public void requireSendable(int bytes, String what) {
		if (bytes > this.settings.maxPayloadBytes()) {
			throw new IllegalArgumentException("The message for '" + what + "' has " + bytes
					+ " bytes, more than the limit of " + this.settings.maxPayloadBytes() + ": send it in parts");
		}
	}

	/** A node that has a peer here was in the view a moment ago: no need to look. */
	private @Nullable Peer peerInView(NodeId to) {
		Peer peer = this.peers.get(to);
		if (peer != null) {
			return peer;
		}
		return this.cluster.view().contains(to) ? peer(to) : null;
	}

	private Peer peer(NodeId to) {
		return this.peers.computeIfAbsent(to,
				(id) -> new Peer(newOutbox(id, Lane.CONTROL), newOutbox(id, Lane.BULK), new AtomicInteger()));
	}

	private Outbox newOutbox(NodeId to, Lane lane) {
		return new Outbox(to, lane, this.streams.incrementAndGet(), this.transport, this.clock, this.settings,
				this.counters, this::complete);
	}

	private void onFrame(NodeId from, Lane lane, byte[] bytes) {
		if (this.closed) {
			return;
		}
		long now = this.clock.nanos();
		List<Envelope.Answer> answers = new ArrayList<>();
		try {
			Frame frame = Frame.decode(bytes, now);
			this.senders.inbox(from, lane, now)
				.accept(frame, now, (envelopes) -> accept(from, lane, envelopes, answers));
		}
		catch (IllegalArgumentException ex) {
			this.malformed.add(from, String.valueOf(ex.getMessage()));
		}
		if (!answers.isEmpty()) {
			onAnswers(answers);
		}
	}

	private boolean onExchange(NodeId from, byte[] bytes, Predicate<byte[]> back) {
		Envelope.Call call = this.closed ? null : this.exchanges.read(from, bytes);
		if (call == null) {
			return false;
		}
		dispatch(from, call, (answer) -> {
			if (!this.closed) {
				this.exchanges.answer(answer, back, (large) -> answer(from, Lane.BULK, large));
			}
		});
		return true;
	}

	private void accept(NodeId from, Lane lane, List<Envelope> envelopes, List<Envelope.Answer> answers) {
		for (Envelope envelope : envelopes) {
			if (envelope instanceof Envelope.Answer answer) {
				answers.add(answer);
			}
			else if (envelope instanceof Envelope.Call call) {
				dispatch(from, call, (answer) -> answer(from, lane, answer));
			}
			else if (envelope instanceof Envelope.Cast cast) {
				this.dispatcher.dispatch(cast.address(),
						new MessageHandler.Message(from, cast.payload(), Long.MAX_VALUE), Dispatcher.NOBODY);
			}
		}
	}

	private void dispatch(NodeId from, Envelope.Call call, Consumer<Envelope.Answer> answered) {
		this.dispatcher.dispatch(call.address(), new MessageHandler.Message(from, call.payload(), call.deadlineNanos()),
				(reply) -> answered.accept(sendable(call.correlation(), reply)));
	}

	private Envelope.Answer sendable(long correlation, Reply reply) {
		Envelope.Answer answer = new Envelope.Answer(correlation, reply);
		requireSendable(answer.payload().length, "a reply");
		return answer;
	}

	private void answer(NodeId to, Lane lane, Envelope.Answer answer) {
		if (!this.closed) {
			this.gathering.offer(peer(to).outbox(lane), answer, null, () -> 0);
		}
	}

	private void onAnswers(List<Envelope.Answer> answers) {
		List<Runnable> relayed = new ArrayList<>();
		List<Runnable> others = new ArrayList<>();
		for (Envelope.Answer answer : answers) {
			PendingCall call = this.pending.remove(answer.correlation());
			if (call != null) {
				(call.isRelayed() ? relayed : others).add(() -> call.reply().complete(answer.reply()));
			}
		}
		if (!others.isEmpty()) {
			this.loop.execute(() -> others.forEach(Runnable::run));
		}
		relayed.forEach(Runnable::run);
	}

	/** Complete a call on the loop unless somebody else does. */
	private void complete(PendingCall call, Reply reply) {
		if (this.pending.remove(call.correlation()) != null) {
			this.loop.execute(() -> call.reply().complete(reply));
		}
	}

	private void onClusterEvent(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeLost lost) {
			drop(lost.node().id(), "Node " + lost.node().name() + " was lost: " + lost.reason());
		}
		else if (event instanceof ClusterEvent.NodeLeft left) {
			drop(left.node().id(), "Node " + left.node().name() + " has left");
		}
	}

	private void drop(NodeId node, String reason) {
		Peer peer = this.peers.remove(node);
		if (peer != null) {
			peer.control().close(reason);
			peer.bulk().close(reason);
		}
		giveUp(this.pending.removeAll((call) -> call.to().equals(node)), reason);
	}

	private void giveUp(List<PendingCall> calls, String reason) {
		if (!calls.isEmpty()) {
			this.loop.execute(() -> calls
				.forEach((call) -> call.reply().complete(new Reply.Unreachable(call.abandon(), reason))));
		}
	}

	private void checkTimeouts() {
		long now = this.clock.nanos();
		this.pending.removeDue(now).forEach((call) -> call.reply().complete(new Reply.TimedOut(call.abandon())));
		for (Peer peer : this.peers.values()) {
			peer.control().checkAcknowledgement(now);
			peer.bulk().checkAcknowledgement(now);
		}
	}

	/** Forget nodes that have gone, also those that were never in the view. */
	private void keepHouse() {
		long now = this.clock.nanos();
		for (NodeId id : this.peers.keySet()) {
			if (!this.cluster.view().contains(id)) {
				drop(id, "Node " + id + " is not in the view");
			}
		}
		this.senders.forget(this.cluster.view(), now);
	}

	/**
	 * What this messenger has done and has in hand.
	 * @return a snapshot
	 */
	public MessagingStatistics statistics() {
		List<MessagingStatistics.Queue> queues = new ArrayList<>();
		for (Peer peer : this.peers.values()) {
			queues.add(peer.control().statistics());
			queues.add(peer.bulk().statistics());
		}
		return this.counters.snapshot(this.pending.size(), queues);
	}

	/**
	 * Take nothing more, and complete what is pending as {@link Reply.Unreachable}. What
	 * is queued is not sent.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.subscriptions.forEach(Subscription::close);
		this.peers.keySet().forEach((id) -> drop(id, "The messenger is closed"));
		giveUp(this.pending.removeAll((call) -> true), "The messenger is closed");
	}

	/** How a call is sent, and where its reply is told. */
	private enum Way {

		/** By the lane, told on the loop. */
		ORDERED,

		/** By the lane, told where it arrives. */
		ORDERED_AND_RELAYED,

		/** Beside the lane if that is idle, told where it arrives. */
		PERHAPS_ALONE

	}

	private final class Arrivals implements Transport.FrameReceiver {

		@Override
		public void onFrame(NodeId from, Lane lane, byte[] frame) {
			EnvelopeMessenger.this.onFrame(from, lane, frame);
		}

		@Override
		public boolean onExchange(NodeId from, byte[] frame, Predicate<byte[]> back) {
			return EnvelopeMessenger.this.onExchange(from, frame, back);
		}

	}

}
