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
 * What waits for one destination on one lane. At most one frame is in flight; what comes
 * meanwhile travels in the next one. Any thread may offer; whichever finds work drains
 * the queue, never two at a time. On the bulk lane that is left to the sender of the lane
 * while many share the frames.
 */
final class Outbox {

	private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

	/** So many messages share a frame if there are many. */
	static final int MANY = 3;

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
		return tryOffer(envelope, call) || offerLater(envelope, call, patience.getAsLong());
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

	/** Let the next frame go if the acknowledgement of the last one is overdue. */
	void checkAcknowledgement(long nowNanos) {
		InFlight frame = this.inFlight.get();
		if (frame != null && nowNanos - frame.sentAtNanos() >= this.settings.of(this.lane).ackTimeout().toNanos()
				&& this.inFlight.compareAndSet(frame, null)) {
			this.counters.framesUnacknowledged.increment();
			this.losses.uncertain.add(frame.items().size());
			drain();
		}
	}

	/** Send nothing more, and give up what waits. */
	void close(String reason) {
		this.closedBecause = reason;
		InFlight frame = this.inFlight.getAndSet(null);
		if (frame != null) {
			this.losses.uncertain.add(frame.items().size());
		}
		drain();
	}

	MessagingStatistics.Queue statistics() {
		return new MessagingStatistics.Queue(this.to, this.lane, this.messages.get(), this.bytes.get(),
				this.inFlight.get() != null);
	}

	private void drain() {
		if (this.work.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
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
			return hasMore();
		}
		send(new InFlight(items, this.clock.nanos()));
		return true;
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

	private void send(InFlight frame) {
		List<Envelope> envelopes = frame.items().stream().map(Item::envelope).toList();
		byte[] encoded = new Frame(this.stream, this.nextSequence, envelopes).encode(frame.sentAtNanos());
		this.nextSequence += envelopes.size();
		this.sharedAtNanos = frame.sentAtNanos();
		this.shared = this.lane == Lane.BULK && envelopes.size() >= MANY;
		this.inFlight.set(frame);
		this.counters.framesSent.increment();
		this.counters.sent.add(envelopes.size());
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
			this.losses.uncertain.add(frame.items().size());
		}
		// Whoever queues something from now on sees that nothing is in flight, and sends.
		if (hasMore() && !this.sender.call()) {
			logger.debug("Nothing more is sent, the transport is closed to={} lane={}", this.to, this.lane);
		}
	}

	private void giveUpAll(String reason) {
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

	private record InFlight(List<Item> items, long sentAtNanos) {

	}

}
