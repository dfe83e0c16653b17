package io.distsys.worker;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of this node to one slot, in order also over moves: all that are under way
 * are under way to one grant; those that were refused wait, first come first, until the
 * others have come back and the table shows a later grant. A refusal is final for its
 * grant (see {@link SlotHost}), so nothing overtakes what was refused.
 * <p>
 * A call whose caller waits travels beside the lane if nothing else is under way to the
 * slot: all that is sent while it is on its way belongs to other callers. Whatever is
 * faster than it has it refused (see {@link ArrivalOrder}); then it is sent again, behind
 * the others, unless its caller has gone.
 * <p>
 * <b>Threads:</b> one thread at a time sends, without the monitor, for it may be
 * {@linkplain io.distsys.messaging.BackPressure held up}. A thread that must not be
 * leaves it what there is to send; any other waits behind it until its own call is on its
 * way, or its time is up, and nobody who must not wait sends in its place. What is
 * relayed is told on the thread that hears of the reply, all else on the loop.
 */
final class SlotOutbox {

	private static final Logger logger = LoggerFactory.getLogger(SlotOutbox.class);

	private static final byte[] OVERTAKEN = Wire.utf8(WorkerMessage.OVERTAKEN);

	private static final Reply CLOSED = new Reply.Refused(Refusal.DRAINING, Wire.utf8("this node has ended"));

	private static final int CAPACITY = 10_000;

	private static final Duration PAUSE = Duration.ofMillis(50);

	private static final Duration OUTAGE_PAUSE = Duration.ofMillis(250);

	private final ResourceKey slot;

	private final Messenger messenger;

	private final SlotSide side;

	private final EventLoop loop;

	private final TreeMap<Long, Sending> waiting = new TreeMap<>();

	/** To send. Taken without the monitor. */
	private final Turn turn = new Turn(this::sendAll);

	/** Whether a call is on its way to the messenger, which may hold it up. */
	private boolean handingOver;

	private long sequence;

	private long lastSent = -1;

	private long lastRan = -1;

	private int underWay;

	private final RefusedGrants refused;

	private boolean pausing;

	private boolean closed;

	private boolean looksForOutage;

	private @Nullable Grantee current;

	/**
	 * @param side says who has the slot, and whether this node may act
	 * @param refused the grants that have refused a call
	 */
	SlotOutbox(ResourceKey slot, Messenger messenger, SlotSide side, RefusedGrants refused, EventLoop loop) {
		this.slot = slot;
		this.messenger = messenger;
		this.side = side;
		this.refused = refused;
		this.loop = loop;
	}

	/**
	 * @param type the worker type, one of those that share the slot
	 * @param relayed whether the reply is only handed on, and may be told where it
	 * arrives
	 */
	CompletionStage<Reply> call(String type, byte[] body, Duration timeout, boolean relayed) {
		boolean mayBeHeldUp = this.messenger.holdsUp(Lane.BULK);
		Sending sending;
		synchronized (this) {
			if (this.closed) {
				return CompletableFuture.completedFuture(CLOSED);
			}
			if (this.waiting.size() >= CAPACITY) {
				return CompletableFuture.completedFuture(new Reply.Refused(Refusal.BUFFER_FULL, new byte[0]));
			}
			sending = new Sending(this.sequence++, type, body, this.loop.clock().nanos() + timeout.toNanos(), relayed);
			sending.accompanied = mayBeHeldUp;
			this.waiting.put(sending.number, sending);
		}
		pump();
		if (mayBeHeldUp) {
			this.turn.await(this.loop.clock(), sending.deadlineNanos, () -> isWaiting(sending));
			leave(sending);
		}
		expireIfLeftWaiting(sending);
		return sending.result;
	}

	/** Its thread goes; meanwhile others may have left it to that. */
	private void leave(Sending sending) {
		boolean left;
		synchronized (this) {
			sending.accompanied = false;
			left = isWaiting(sending);
		}
		if (left) {
			pump();
		}
	}

	/** Whether nothing waits, and all that is under way is so to this owner. */
	synchronized boolean hasArrived(NodeId owner, long token) {
		Grantee last = this.current;
		return this.waiting.isEmpty() && !this.handingOver
				&& (this.underWay == 0 || (last != null && last.token() == token && last.node().equals(owner)));
	}

	/** Send what may be sent now, or have the thread do it that sends already. */
	void pump() {
		this.turn.take();
	}

	private synchronized boolean isWaiting(Sending sending) {
		return this.waiting.containsKey(sending.number);
	}

	private void sendAll() {
		for (Departure next = next(); next != null; next = next()) {
			send(next);
		}
	}

	/** What is to be sent next, and is under way from now on. */
	private synchronized @Nullable Departure next() {
		Grantee owner = this.waiting.isEmpty() ? null : owner();
		while (owner != null && !this.waiting.isEmpty() && maySend(owner, this.waiting.firstEntry().getValue())) {
			Sending sending = this.waiting.pollFirstEntry().getValue();
			if (isTooLate(sending)) {
				Reply reply = why(sending.last);
				this.loop.execute(() -> sending.result.complete(reply));
			}
			else if (!sending.result.isDone()) {
				return depart(sending, owner);
			}
		}
		return null;
	}

	private boolean isTooLate(Sending sending) {
		return sending.deadlineNanos - this.loop.clock().nanos() <= 0 || sending.number < this.lastRan;
	}

	/** Called with the monitor. */
	private Departure depart(Sending sending, Grantee owner) {
		boolean alone = sending.mayGoAlone && this.underWay == 0 && !owner.node().equals(this.messenger.self());
		this.current = owner;
		this.underWay++;
		this.lastSent = Math.max(this.lastSent, sending.number);
		this.handingOver = true;
		return new Departure(sending, owner, sending.number, alone);
	}

	private @Nullable Grantee owner() {
		return this.side.allotment()
			.view()
			.find(this.slot)
			.filter((row) -> !this.refused.has(row.node(), row.token().value()))
			.map((row) -> new Grantee(row.node(), row.token().value()))
			.orElse(null);
	}

	private boolean maySend(Grantee owner, Sending sending) {
		if (this.pausing || (sending.accompanied && !this.messenger.holdsUp(Lane.BULK))) {
			return false;
		}
		return this.underWay == 0 || (owner.equals(this.current) && sending.number > this.lastSent);
	}

	private void send(Departure departure) {
		CompletionStage<Reply> stage;
		try {
			stage = callOrRefuse(departure);
		}
		finally {
			synchronized (this) {
				this.handingOver = false;
			}
		}
		stage.thenAccept((reply) -> onReply(departure.sending(), departure.owner(), reply));
	}

	private CompletionStage<Reply> callOrRefuse(Departure departure) {
		Sending sending = departure.sending();
		Grantee owner = departure.owner();
		byte[] message = WorkerMessage.encode(owner.token(), departure.number(), departure.alone(), sending.type,
				sending.body);
		Duration remaining = Duration.ofNanos(Math.max(1, sending.deadlineNanos - this.loop.clock().nanos()));
		try {
			if (departure.alone()) {
				return this.messenger.ask(owner.node(), Lane.BULK, WorkerMessage.ADDRESS, message, remaining);
			}
			return sending.relayed
					? this.messenger.askInOrder(owner.node(), Lane.BULK, WorkerMessage.ADDRESS, message, remaining)
					: this.messenger.call(owner.node(), Lane.BULK, WorkerMessage.ADDRESS, message, remaining);
		}
		catch (IllegalArgumentException ex) {
			return CompletableFuture
				.completedFuture(new Reply.Refused(Refusal.TOO_LARGE, Wire.utf8(String.valueOf(ex.getMessage()))));
		}
	}

	/** Perhaps on a thread of the transport, which sends nothing here. */
	private void onReply(Sending sending, Grantee to, Reply reply) {
		boolean refused = mayBeSentAgain(reply);
		boolean again = refused && !sending.result.isDone();
		boolean more;
		synchronized (this) {
			this.underWay--;
			again = again && !this.closed;
			if (again) {
				waitAgain(sending, to, reply);
			}
			else if (!refused && !(reply instanceof Reply.Refused)) {
				this.lastRan = Math.max(this.lastRan, sending.number);
			}
			more = !this.waiting.isEmpty();
		}
		if (!again) {
			complete(sending, reply);
		}
		if (more) {
			onLoop(() -> {
				pump();
				expireIfLeftWaiting(sending);
			});
		}
	}

	/** Called with the monitor. */
	private void waitAgain(Sending sending, Grantee to, Reply reply) {
		sending.last = reply;
		if (sending.mayGoAlone) {
			sending.number = this.sequence++;
			sending.mayGoAlone = false;
		}
		this.waiting.put(sending.number, sending);
		if (isOvertaken(reply)) {
			logger.debug("A call that travelled alone was overtaken slot={} owner={}", this.slot, to.node());
		}
		else if (reply instanceof Reply.Refused) {
			this.refused.add(to.node(), to.token());
		}
		else {
			pause();
		}
	}

	/** What is relayed runs no code of users; all else is promised the loop. */
	private void complete(Sending sending, Reply reply) {
		if (sending.relayed) {
			sending.result.complete(reply);
		}
		else {
			onLoop(() -> sending.result.complete(reply));
		}
	}

	private void onLoop(Runnable task) {
		if (this.loop.inLoop() && !this.turn.isMine()) {
			task.run();
		}
		else {
			this.loop.execute(task);
		}
	}

	private static boolean isOvertaken(Reply reply) {
		return reply instanceof Reply.Refused refused && refused.refusal() == Refusal.NOT_OWNER
				&& Arrays.equals(refused.detail(), OVERTAKEN);
	}

	/** The owner is out of reach: look again soon, the table may say more by then. */
	private void pause() {
		if (!this.pausing) {
			this.pausing = true;
			this.loop.schedule(PAUSE, () -> {
				synchronized (this) {
					this.pausing = false;
				}
				pump();
			});
		}
	}

	private static boolean mayBeSentAgain(Reply reply) {
		if (reply instanceof Reply.Refused refused) {
			return switch (refused.refusal()) {
				case NOT_OWNER, NO_QUORUM, DRAINING -> true;
				case MAILBOX_FULL, NO_SUCH_ADDRESS, BUFFER_FULL, CIRCUIT_OPEN, BULKHEAD_FULL, TOO_LARGE -> false;
			};
		}
		return reply instanceof Reply.Unreachable unreachable && unreachable.outcome() == Outcome.DID_NOT_RUN;
	}

	private void expireIfLeftWaiting(Sending sending) {
		synchronized (this) {
			if (sending.timed || !this.waiting.containsKey(sending.number)) {
				return;
			}
			sending.timed = true;
		}
		refuseInOutage();
		long remaining = Math.max(0, sending.deadlineNanos - this.loop.clock().nanos());
		this.loop.schedule(Duration.ofNanos(remaining), () -> {
			boolean expired;
			synchronized (this) {
				expired = this.waiting.remove(sending.number) != null;
			}
			if (expired) {
				complete(sending, why(sending.last));
				pump();
			}
		});
	}

	/** Whoever waits for another owner waits in vain while nobody can name one. */
	private void refuseInOutage() {
		Optional<String> outage = this.side.allotment().outage();
		List<Sending> inVain = List.of();
		synchronized (this) {
			if (outage.isPresent() && !this.turn.isTaken()) {
				inVain = List.copyOf(this.waiting.values());
				this.waiting.clear();
			}
			else if (!this.looksForOutage && !this.waiting.isEmpty()) {
				this.looksForOutage = true;
				this.loop.schedule(OUTAGE_PAUSE, this::lookForOutage);
			}
		}
		inVain.forEach(
				(sending) -> complete(sending, new Reply.Refused(Refusal.NO_QUORUM, Wire.utf8(outage.orElseThrow()))));
	}

	/** Nobody is waited for any more. */
	void close() {
		List<Sending> left;
		synchronized (this) {
			this.closed = true;
			left = List.copyOf(this.waiting.values());
			this.waiting.clear();
		}
		left.forEach((sending) -> complete(sending, CLOSED));
	}

	private void lookForOutage() {
		synchronized (this) {
			this.looksForOutage = false;
		}
		refuseInOutage();
	}

	/** Nobody took it: without a quorum that is the reason, whatever was tried. */
	private Reply why(Reply last) {
		return this.side.lease().isHeld() ? last
				: new Reply.Refused(Refusal.NO_QUORUM, Wire.utf8("this node has lost contact to the majority"));
	}

	/** An owner, under one grant. */
	private record Grantee(NodeId node, long token) {

	}

	/**
	 * A call that is sent.
	 *
	 * @param number the one that it travels with
	 * @param alone whether it may travel beside the lane
	 */
	private record Departure(Sending sending, Grantee owner, long number, boolean alone) {

	}

	private static final class Sending {

		private long number;

		private final String type;

		private final byte[] body;

		private final long deadlineNanos;

		private final boolean relayed;

		private final CompletableFuture<Reply> result = new CompletableFuture<>();

		private Reply last = new Reply.TimedOut(Outcome.DID_NOT_RUN);

		private boolean timed;

		private boolean mayGoAlone;

		/** Whether a thread that may be held up sees to it that it is sent. */
		private boolean accompanied;

		private Sending(long number, String type, byte[] body, long deadlineNanos, boolean relayed) {
			this.number = number;
			this.type = type;
			this.body = body;
			this.deadlineNanos = deadlineNanos;
			this.relayed = relayed;
			this.mayGoAlone = relayed && WorkerMessage.isAwaited(body);
		}

	}

}
