package io.distsys.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

import io.distsys.cluster.NodeId;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one destination on one lane. At most one frame is in flight, to be
 * acknowledged; what comes meanwhile travels in the next one. Any thread may offer;
 * whichever finds work drains the queue, never two at a time. On the bulk lane that is
 * left to the sender of the lane while many share the frames.
 * <p>
 * A small message of the bulk lane that nobody waits for, and that finds nothing before
 * it, is told, where there is a {@linkplain Transport.Path path}: nothing is in flight
 * then. After a few of them, or when nothing follows, a frame is sent again, whose
 * acknowledgement is for them, too.
 */
final class Outbox {

	private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

	/** So many messages share a frame if there are many. */
	static final int MANY = 3;

	/** So many messages are told before one is sent. */
	static final int MOST_TOLD = 15;

	/** What was told is asked after when nothing was for so long. */
	private static final long ASKING_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** What was sent longer ago says nothing of what comes next. */
	private static final long PRESENT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final NodeId to;

	private final Lane lane;

	private final long stream;

	private final Transport transport;

	private final MonotonicClock clock;

	private final MessagingSettings settings;

	private final MessagingCounters counters;

	private final LaneCounters losses;

	private final BiConsumer<PendingCall, Reply> giveUp;

	private final Queue<Item> queue = new ConcurrentLinkedQueue<>();

	/** Where large messages wait that those after them overtake. */
	private final Queue<Item> overtaken;

	private final Room room;

	private final LaneSender sender;

	private final AtomicInteger messages = new AtomicInteger();

	private final AtomicLong bytes = new AtomicLong();

	private final AtomicInteger work = new AtomicInteger();

	private final AtomicReference<@Nullable InFlight> inFlight = new AtomicReference<>();

	private volatile @Nullable String closedBecause;

	/** Whether the last frame was for many, and when it was sent. */
	private volatile boolean shared;

	private volatile long sharedAtNanos;

	/** Touched by the draining thread only. */
	private long nextSequence = 1;

	/** What is on its way in parts. Set by the draining thread only. */
	private volatile @Nullable LargeMessage large;

	/**
	 * How many were told since a frame was sent, by which path, and when the last one
	 * was. Changed by the draining thread only.
	 */
	private volatile int told;

	private Transport.@Nullable Path path;

	private volatile long toldAtNanos;

	/** Whether to ask after those that were told, if nothing else is sent. */
	private volatile boolean asks;

	/** Whether the last frame was a part. Touched by the draining thread only. */
	private boolean sentPart;

	Outbox(NodeId to, Lane lane, long stream, Transport transport, MonotonicClock clock, MessagingSettings settings,
			MessagingCounters counters, BiConsumer<PendingCall, Reply> giveUp) {
		this.to = to;
		this.lane = lane;
		this.stream = stream;
		this.transport = transport;
		this.clock = clock;
		this.settings = settings;
		this.counters = counters;
		this.losses = counters.of(lane);
		this.giveUp = giveUp;
		this.room = new Room(clock);
		this.sender = new LaneSender(transport, lane, this::drain);
		this.overtaken = (lane == Lane.CONTROL) ? new ConcurrentLinkedQueue<>() : this.queue;
	}

	/**
	 * Queue a message.
	 * @return {@code false} if the queue is full; that is counted
	 */
	boolean offer(Envelope envelope, @Nullable PendingCall call) {
		return offer(envelope, call, () -> 0);
	}

	/**
	 * Queue a message as soon as there is room. Blocks if there is none.
	 * @param patience asked if there is none: how many nanoseconds to wait at most
	 * @return {@code false} if the queue was full all the time; that is counted
	 */
	boolean offer(Envelope envelope, @Nullable PendingCall call, LongSupplier patience) {
		return goesAtOnce(envelope, call) || tryOffer(envelope, call)
				|| offerLater(envelope, call, patience.getAsLong());
	}

	/** What finds nothing before it is not queued. */
	private boolean goesAtOnce(Envelope envelope, @Nullable PendingCall call) {
		int size = Frame.sizeOf(envelope);
		if (isLarge(size) || !isIdle() || isShared() || !this.work.compareAndSet(0, 1)) {
			return false;
		}
		try {
			boolean goes = this.closedBecause == null && isIdle();
			if (goes && (call == null || call.markSent())) {
				transmit(List.of(new Item(envelope, call, size, null)));
			}
			return goes;
		}
		finally {
			int left = this.work.addAndGet(-1);
			if (left != 0) {
				drain(left);
			}
		}
	}

	private boolean offerLater(Envelope envelope, @Nullable PendingCall call, long patienceNanos) {
		boolean taken = false;
		if (patienceNanos > 0) {
			this.counters.heldUp.increment();
			taken = this.room.await(this.clock.nanos() + patienceNanos, () -> tryOffer(envelope, call));
		}
		if (!taken) {
			this.counters.refusedFull.increment();
		}
		return taken;
	}

	private boolean tryOffer(Envelope envelope, @Nullable PendingCall call) {
		boolean taken = put(envelope, call);
		if (taken) {
			flush();
		}
		return taken;
	}

	/**
	 * Queue a message if there is room, and leave it to {@link #flush} to send it, or to
	 * whoever sends anything before.
	 * @return {@code false} if the queue is full
	 */
	boolean put(Envelope envelope, @Nullable PendingCall call) {
		int size = Frame.sizeOf(envelope);
		int share = (envelope instanceof Envelope.Answer) ? 2 : 1;
		MessagingSettings.LaneSettings limits = this.settings.of(this.lane);
		int messagesBefore = this.messages.getAndIncrement();
		long bytesAfter = this.bytes.addAndGet(size);
		if (messagesBefore > 0 && (messagesBefore >= limits.maxQueuedMessages() * (long) share
				|| bytesAfter > limits.maxQueuedBytes() * share)) {
			release(1, size);
			return false;
		}
		(isLarge(size) ? this.overtaken : this.queue).add(new Item(envelope, call, size, null));
		return true;
	}

	/** Send what waits, unless whoever ends what is in flight looks at it afterwards. */
	void flush() {
		boolean closed = this.closedBecause != null;
		if (closed || (this.inFlight.get() == null && !(isShared() && this.sender.call()))) {
			drain();
		}
	}

	/**
	 * Whether many share the frames at present. Then the sender of the lane sends: a
	 * frame costs more than to wake that, and what others queue meanwhile travels along.
	 */
	boolean isShared() {
		return this.shared && this.clock.nanos() - this.sharedAtNanos < PRESENT_NANOS;
	}

	/** Whether nothing waits and nothing is in flight. */
	boolean isIdle() {
		return this.inFlight.get() == null && !hasMore();
	}

	private boolean hasMore() {
		return this.large != null || !this.queue.isEmpty() || !this.overtaken.isEmpty();
	}

	private boolean isLarge(int size) {
		return size > this.settings.maxFrameBytes();
	}

	private void release(int count, long size) {
		this.messages.addAndGet(-count);
		this.bytes.addAndGet(-size);
		this.room.made();
	}

	/**
	 * Let the next frame go if the acknowledgement of the last one is overdue, and ask
	 * after what was told a while ago.
	 */
	void checkAcknowledgement(long nowNanos) {
		InFlight frame = this.inFlight.get();
		if (frame == null) {
			if (this.told > 0 && nowNanos - this.toldAtNanos >= ASKING_NANOS) {
				this.asks = true;
				drain();
			}
		}
		else if (nowNanos - frame.sentAtNanos() >= this.settings.of(this.lane).ackTimeout().toNanos()
				&& this.inFlight.compareAndSet(frame, null)) {
			this.counters.framesUnacknowledged.increment();
			this.losses.uncertain.add(frame.messages());
			drain();
		}
	}

	/** Send nothing more, and give up what waits. */
	void close(String reason) {
		this.closedBecause = reason;
		drain();
	}

	MessagingStatistics.Queue statistics() {
		return new MessagingStatistics.Queue(this.to, this.lane, this.messages.get(), this.bytes.get(),
				this.inFlight.get() != null);
	}

	private void drain() {
		if (this.work.getAndIncrement() == 0) {
			drain(1);
		}
	}

	/** By whoever has made the work more than none. */
	private void drain(int work) {
		int seen = work;
		try {
			do {
				boolean sent = true;
				while (sent) {
					sent = sendNext();
				}
				seen = this.work.addAndGet(-seen);
			}
			while (seen != 0);
		}
		finally {
			if (seen != 0) {
				// An error of this thread's: whoever looks next goes on.
				this.work.set(0);
			}
		}
	}

	private boolean sendNext() {
		String reason = this.closedBecause;
		if (reason != null) {
			giveUpAll(reason);
			return false;
		}
		if (this.inFlight.get() != null) {
			return false;
		}
		List<Item> items = take();
		if (items.isEmpty()) {
			return hasMore() || ask();
		}
		transmit(items);
		return true;
	}

	/** Whether it sends a frame of no messages. */
	private boolean ask() {
		boolean asking = this.asks && this.told > 0;
		if (asking) {
			transmit(List.of());
		}
		return asking;
	}

	/** Where large messages are overtaken, every other frame is for the others. */
	private List<Item> take() {
		if (this.large == null) {
			begin(this.overtaken.peek());
		}
		boolean overtakes = this.sentPart && this.overtaken != this.queue;
		List<Item> items = overtakes ? takeFrame() : takePart();
		if (items.isEmpty()) {
			overtakes = !overtakes;
			items = overtakes ? takeFrame() : takePart();
		}
		this.sentPart = !overtakes;
		return items;
	}

	/** Room is made once, for all of them: whoever waits for it is woken once. */
	private List<Item> takeFrame() {
		List<Item> items = new ArrayList<>();
		int taken = 0;
		long released = 0;
		int size = 0;
		while (items.size() < this.settings.maxFrameMessages()) {
			Item next = this.queue.peek();
			if (next == null || isLarge(next.size())
					|| (!items.isEmpty() && size + next.size() > this.settings.maxFrameBytes())) {
				break;
			}
			this.queue.remove();
			taken++;
			released += next.size();
			if (next.call() == null || next.call().markSent()) {
				items.add(next);
				size += next.size();
			}
		}
		if (taken > 0) {
			release(taken, released);
		}
		return items;
	}

	/** Begin with a large message that is the next, if it is one. */
	private void begin(@Nullable Item next) {
		if (next != null && isLarge(next.size())) {
			this.large = new LargeMessage(next.envelope(), next.call(), this.clock.nanos());
			this.overtaken.remove();
			release(1, next.size());
		}
	}

	/** The next part of what is on its way in parts, if there is any. */
	private List<Item> takePart() {
		LargeMessage message = this.large;
		Envelope.Part part = (message != null) ? message.next(this.settings.maxFrameBytes()) : null;
		if (message == null || part == null) {
			this.large = null;
			return List.of();
		}
		if (part.isLast()) {
			this.large = null;
		}
		return List.of(new Item(part, message.call(), 0, message));
	}

	private void transmit(List<Item> items) {
		long now = this.clock.nanos();
		List<Envelope> envelopes = new ArrayList<>(items.size());
		for (Item item : items) {
			envelopes.add(item.envelope());
		}
		byte[] encoded = new Frame(this.stream, this.nextSequence, envelopes).encode(now);
		this.nextSequence += envelopes.size();
		this.sharedAtNanos = now;
		this.shared = this.lane == Lane.BULK && envelopes.size() >= MANY;
		this.counters.framesSent.increment();
		this.counters.sent.add(envelopes.size());
		if (!tell(envelopes, encoded, now)) {
			InFlight frame = new InFlight(items, now, this.told, this.path);
			this.told = 0;
			this.path = null;
			this.asks = false;
			send(frame, encoded);
		}
	}

	/**
	 * Whether it is told. If it was and the path says no, it comes twice, and the
	 * receiver drops the second by its number.
	 */
	private boolean tell(List<Envelope> envelopes, byte[] encoded, long now) {
		boolean fits = this.lane == Lane.BULK && this.told < MOST_TOLD && envelopes.size() == 1
				&& envelopes.get(0) instanceof Envelope.Cast;
		if (!fits) {
			return false;
		}
		int before = this.told;
		// Whatever is thrown from here on, it is asked after.
		this.toldAtNanos = now;
		this.told = before + 1;
		if (before == 0) {
			this.path = this.transport.path(this.to);
		}
		Transport.Path present = this.path;
		if (present != null && present.tell(encoded)) {
			return true;
		}
		this.told = before;
		return false;
	}

	private void send(InFlight frame, byte[] encoded) {
		this.inFlight.set(frame);
		try {
			this.transport.send(this.to, this.lane, encoded).whenComplete((accepted, ex) -> onCompleted(frame, ex));
		}
		catch (RuntimeException ex) {
			onCompleted(frame, ex);
		}
	}

	private void onCompleted(InFlight frame, @Nullable Throwable failure) {
		Transport.NotSentException notSent = Transport.NotSentException.in(failure);
		if (notSent != null) {
			this.counters.framesNotSent.increment();
			logger.debug("Frame not sent to={} lane={} messages={} reason=\"{}\"", this.to, this.lane,
					frame.items().size(), notSent.getMessage());
			giveUp(frame.items(), "Not sent: " + notSent.getMessage());
		}
		if (!this.inFlight.compareAndSet(frame, null)) {
			return;
		}
		if (failure != null && notSent == null) {
			this.losses.uncertain.add(frame.messages());
		}
		else if (notSent != null || !frame.vouchesForThoseTold()) {
			this.losses.uncertain.add(frame.told());
		}
		// Whoever queues something from now on sees that nothing is in flight, and sends.
		if (hasMore() && !this.sender.call()) {
			logger.debug("Nothing more is sent, the transport is closed to={} lane={}", this.to, this.lane);
		}
	}

	private void giveUpAll(String reason) {
		InFlight frame = this.inFlight.getAndSet(null);
		this.losses.uncertain.add(this.told + ((frame != null) ? frame.messages() : 0));
		this.told = 0;
		LargeMessage message = this.large;
		this.large = null;
		if (message != null) {
			message.stop();
			giveUp(message.call(), reason);
		}
		giveUpAll(this.queue, reason);
		giveUpAll(this.overtaken, reason);
	}

	private void giveUpAll(Queue<Item> waiting, String reason) {
		for (Item item = waiting.poll(); item != null; item = waiting.poll()) {
			release(1, item.size());
			giveUp(List.of(item), reason);
		}
	}

	private void giveUp(List<Item> items, String reason) {
		for (Item item : items) {
			if (item.part() != null) {
				item.part().stop();
			}
			giveUp(item.call(), reason);
		}
	}

	private void giveUp(@Nullable PendingCall call, String reason) {
		this.losses.givenUp.increment();
		if (call != null) {
			this.giveUp.accept(call, new Reply.Unreachable(Outcome.DID_NOT_RUN, reason));
		}
	}

	/** With the large message that it is a part of, if it is one. */
	private record Item(Envelope envelope, @Nullable PendingCall call, int size, @Nullable LargeMessage part) {

	}

	/** A frame, and how many messages were told before it, and where. */
	private record InFlight(List<Item> items, long sentAtNanos, int told, Transport.@Nullable Path path) {

		/** If it is acknowledged. */
		boolean vouchesForThoseTold() {
			return this.path == null || this.path.isWhole();
		}

		int messages() {
			return this.items.size() + this.told;
		}

	}

}
