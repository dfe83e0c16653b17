package io.distsys.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one receiver: bounded, in order, one message at a time, on a thread of
 * an executor that is used by nobody else meanwhile and handed on after some messages.
 * What finds it full is dropped, or what waits longest, and counted. Thread-safe; nothing
 * blocks.
 *
 * @param <M> the type of the messages
 * @since 0.1
 */
public final class DeliveryQueue<M> {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryQueue.class);

	/** So many messages and the thread goes to somebody else. */
	private static final int TURN = 64;

	private final String receiverName;

	private final int bound;

	private final boolean dropsOldest;

	private final Executor executor;

	private final Consumer<? super M> receiver;

	private final Deque<M> queue = new ArrayDeque<>();

	private long dropped;

	private boolean scheduled;

	private boolean closed;

	/**
	 * Create an empty queue.
	 * @param receiverName the receiver, for logs
	 * @param bound how many messages may wait
	 * @param dropsOldest whether the message that waits longest makes room for a new one;
	 * if not, the new one is dropped
	 * @param executor runs the receiver
	 * @param receiver takes a message; what it throws is its own affair: it must not
	 */
	public DeliveryQueue(String receiverName, int bound, boolean dropsOldest, Executor executor,
			Consumer<? super M> receiver) {
		this.receiverName = receiverName;
		this.bound = bound;
		this.dropsOldest = dropsOldest;
		this.executor = executor;
		this.receiver = receiver;
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
			if (this.queue.size() >= this.bound) {
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
	}

	private void drain() {
		boolean more = true;
		for (int i = 0; i < TURN && more; i++) {
			M message = next();
			if (message != null) {
				this.receiver.accept(message);
			}
			more = message != null;
		}
		if (more) {
			schedule();
		}
	}

	/** The next message; with none, the next {@link #offer} schedules a drain again. */
	private @Nullable M next() {
		synchronized (this.queue) {
			M message = this.queue.pollFirst();
			if (message == null) {
				this.scheduled = false;
			}
			return message;
		}
	}

	private void dropAll() {
		this.dropped += this.queue.size();
		this.queue.clear();
	}

	/**
	 * How many messages wait.
	 * @return the number, at this moment
	 */
	public int size() {
		synchronized (this.queue) {
			return this.queue.size();
		}
	}

	/**
	 * How many messages found no room, or were there when it closed.
	 * @return the number, since the beginning
	 */
	public long dropped() {
		synchronized (this.queue) {
			return this.dropped;
		}
	}

	/** Drop what waits, and take nothing more. */
	public void close() {
		synchronized (this.queue) {
			this.closed = true;
			dropAll();
		}
	}

}
