package io.distsys.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.distsys.time.MonotonicClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one receiver: bounded, in order, one message at a time, on a thread of
 * an executor that is used by nobody else meanwhile and handed on after some messages, or
 * after a millisecond if these are more. What finds it full is dropped, or what waits
 * longest but for the next few, which are in hand already; what becomes of the others is
 * counted. Thread-safe; nothing blocks.
 *
 * @param <M> the type of the messages
 * @since 0.1
 */
public final class DeliveryQueue<M> {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryQueue.class);

	/** So many messages and the thread goes to somebody else, if the time is up too. */
	private static final int TURN = 64;

	/** To hand the thread on costs more than some messages of a quick receiver. */
	private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/**
	 * This part of the bound is taken at once at most, under one lock: whoever offers and
	 * whoever delivers would meet there for each message otherwise.
	 */
	private static final int PART = 16;

	private final String receiverName;

	private final int bound;

	private final int handful;

	private final boolean dropsOldest;

	private final Executor executor;

	private final Receiver<? super M> receiver;

	private final MonotonicClock clock;

	private final Deque<M> queue = new ArrayDeque<>();

	/** What is taken and not delivered yet; touched by the delivering thread only. */
	private final Deque<M> hand = new ArrayDeque<>();

	private final AtomicLong delivered = new AtomicLong();

	private final AtomicLong skipped = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private long dropped;

	private boolean scheduled;

	private volatile boolean closed;

	/**
	 * How many are in hand, for others: without the one that is next while there is one,
	 * for it does not wait. So never as many as the bound.
	 */
	private volatile int inHand;

	/**
	 * Create an empty queue.
	 * @param receiverName the receiver, for logs
	 * @param bound how many messages may wait
	 * @param dropsOldest whether the message that waits longest makes room for a new one;
	 * if not, the new one is dropped
	 * @param executor runs the receiver
	 * @param receiver takes the messages
	 */
	public DeliveryQueue(String receiverName, int bound, boolean dropsOldest, Executor executor,
			Receiver<? super M> receiver) {
		this(receiverName, bound, dropsOldest, executor, receiver, MonotonicClock.system());
	}

	DeliveryQueue(String receiverName, int bound, boolean dropsOldest, Executor executor, Receiver<? super M> receiver,
			MonotonicClock clock) {
		this.receiverName = receiverName;
		this.bound = bound;
		this.handful = Math.max(1, Math.min(TURN, bound / PART));
		this.dropsOldest = dropsOldest;
		this.executor = executor;
		this.receiver = receiver;
		this.clock = clock;
	}

	/**
	 * Queue a message.
	 * @param message the message
	 * @return whether it waits now, unless it is dropped later
	 */
	public boolean offer(M message) {
		synchronized (this.queue) {
			if (this.closed) {
				return false;
			}
			if (this.queue.size() + this.inHand >= this.bound) {
				this.dropped++;
				if (!this.dropsOldest) {
					return false;
				}
				this.queue.removeFirst();
			}
			this.queue.addLast(message);
			if (this.scheduled) {
				return true;
			}
			this.scheduled = true;
		}
		return schedule();
	}

	private boolean schedule() {
		try {
			this.executor.execute(this::drain);
			return true;
		}
		catch (RejectedExecutionException ex) {
			logger.warn("Dropped messages, the executor does not take them receiver={}", this.receiverName, ex);
			synchronized (this.queue) {
				this.scheduled = false;
				dropAll();
			}
			return false;
		}
		catch (Error ex) {
			// No thread could be started: the next message asks for one again.
			synchronized (this.queue) {
				this.scheduled = false;
			}
			throw ex;
		}
	}

	private void drain() {
		try {
			if (!deliverForATurn()) {
				return;
			}
		}
		catch (Throwable ex) {
			putBack();
			schedule();
			throw ex;
		}
		schedule();
	}

	/** Whether there may be more. */
	private boolean deliverForATurn() {
		long begun = this.clock.nanos();
		int delivered = 0;
		while (delivered < TURN || this.clock.nanos() - begun < TURN_NANOS) {
			if (!take()) {
				return false;
			}
			deliverTaken();
			delivered += this.handful;
		}
		return true;
	}

	/** Whether there are any; with none, the next {@link #offer} schedules a drain. */
	private boolean take() {
		synchronized (this.queue) {
			int count = Math.min(this.handful, this.queue.size());
			for (int i = 0; i < count; i++) {
				this.hand.addLast(this.queue.removeFirst());
			}
			this.inHand = Math.max(0, count - 1);
			this.scheduled = count > 0;
			return this.scheduled;
		}
	}

	/** Whoever delivers ends at once: the others wait for the next one, in order. */
	private void putBack() {
		synchronized (this.queue) {
			while (!this.hand.isEmpty()) {
				this.queue.addFirst(this.hand.removeLast());
			}
			this.inHand = 0;
		}
	}

	private void deliverTaken() {
		for (M message = this.hand.pollFirst(); message != null; message = this.hand.pollFirst()) {
			this.inHand = this.hand.size();
			if (this.closed) {
				countDropped();
			}
			else {
				deliver(message);
			}
		}
	}

	/** Whatever a receiver throws, the next message follows. */
	private void deliver(M message) {
		try {
			(this.receiver.receive(message) ? this.delivered : this.skipped).incrementAndGet();
		}
		catch (Throwable ex) {
			this.failed.incrementAndGet();
			this.receiver.onFailure(message, ex);
			if (ex instanceof VirtualMachineError error && !(ex instanceof StackOverflowError)) {
				throw error;
			}
		}
	}

	private void countDropped() {
		synchronized (this.queue) {
			this.dropped++;
		}
	}

	private void dropAll() {
		this.dropped += this.queue.size();
		this.queue.clear();
	}

	/**
	 * What was counted.
	 * @return the numbers of this moment
	 */
	public Statistics statistics() {
		synchronized (this.queue) {
			return new Statistics(this.queue.size() + this.inHand, this.delivered.get(), this.dropped,
					this.skipped.get(), this.failed.get());
		}
	}

	/** Drop what waits, and take nothing more. */
	public void close() {
		synchronized (this.queue) {
			this.closed = true;
			dropAll();
		}
	}

	/**
	 * Takes the messages, one at a time.
	 *
	 * @param <M> the type of the messages
	 */
	public interface Receiver<M> {

		/**
		 * Take a message.
		 * @param message the message
		 * @return whether it was for this receiver
		 * @throws Exception is told to {@link #onFailure}, as errors are; the next
		 * message follows
		 */
		boolean receive(M message) throws Exception;

		/**
		 * A message could not be taken.
		 * @param message the message
		 * @param failure what {@link #receive} has thrown
		 */
		void onFailure(M message, Throwable failure);

	}

	/**
	 * What was counted for a receiver.
	 *
	 * @param queued messages that wait
	 * @param delivered messages that it took
	 * @param dropped messages that found no room, or waited when it closed
	 * @param skipped messages that were not for it
	 * @param failed messages that it failed on, or that could not be decoded
	 */
	public record Statistics(int queued, long delivered, long dropped, long skipped, long failed) {

		/** Of a receiver that has had nothing. */
		public static final Statistics NONE = new Statistics(0, 0, 0, 0, 0);

		/**
		 * The sum of two receivers.
		 * @param other what was counted for the other one
		 * @return what was counted for both
		 */
		public Statistics plus(Statistics other) {
			return new Statistics(this.queued + other.queued, this.delivered + other.delivered,
					this.dropped + other.dropped, this.skipped + other.skipped, this.failed + other.failed);
		}

	}

}
