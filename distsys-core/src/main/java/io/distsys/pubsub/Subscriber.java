package io.distsys.pubsub;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import io.distsys.pubsub.SubscriptionOptions.Overflow;
import io.distsys.pubsub.TopicStatistics.SubscriberStatistics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener and the queue of what waits for it, drained by one thread at a time. */
final class Subscriber<T> {

	private static final Logger logger = LoggerFactory.getLogger(Subscriber.class);

	/** So many messages and the thread goes to somebody else. */
	private static final int TURN = 64;

	private final Class<T> type;

	private final TopicListener<? super T> listener;

	private final SubscriptionOptions options;

	private final Executor userExecutor;

	private final TopicErrorHandler errorHandler;

	private final Deque<Parcel> queue = new ArrayDeque<>();

	private final AtomicLong delivered = new AtomicLong();

	private final AtomicLong dropped = new AtomicLong();

	private final AtomicLong skipped = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private boolean scheduled;

	private boolean closed;

	Subscriber(Class<T> type, TopicListener<? super T> listener, SubscriptionOptions options, Executor userExecutor,
			TopicErrorHandler errorHandler) {
		this.type = type;
		this.listener = listener;
		this.options = options;
		this.userExecutor = userExecutor;
		this.errorHandler = errorHandler;
	}

	/** Queue a message. Never blocks. */
	void offer(Parcel parcel) {
		synchronized (this.queue) {
			if (this.closed) {
				return;
			}
			if (this.queue.size() >= this.options.queueBound()) {
				this.dropped.incrementAndGet();
				if (this.options.overflow() == Overflow.DROP_NEWEST) {
					return;
				}
				this.queue.removeFirst();
			}
			this.queue.addLast(parcel);
			if (this.scheduled) {
				return;
			}
			this.scheduled = true;
		}
		schedule();
	}

	private void schedule() {
		try {
			this.userExecutor.execute(this::drain);
		}
		catch (RejectedExecutionException ex) {
			logger.warn("Dropped messages, the executor does not take them subscriber={}", this.options.id(), ex);
			synchronized (this.queue) {
				this.scheduled = false;
				dropAll();
			}
		}
	}

	private void drain() {
		boolean more = true;
		for (int i = 0; i < TURN && more; i++) {
			Parcel parcel = next();
			if (parcel != null) {
				deliver(parcel);
			}
			more = parcel != null;
		}
		if (more) {
			schedule();
		}
	}

	/** The next message; with none, the next {@link #offer} schedules a drain again. */
	private @Nullable Parcel next() {
		synchronized (this.queue) {
			Parcel parcel = this.queue.pollFirst();
			if (parcel == null) {
				this.scheduled = false;
			}
			return parcel;
		}
	}

	private void deliver(Parcel parcel) {
		try {
			Object message = parcel.message();
			if (!this.type.isInstance(message)) {
				this.skipped.incrementAndGet();
				return;
			}
			this.listener.onMessage(this.type.cast(message), parcel.publication());
			this.delivered.incrementAndGet();
		}
		catch (Exception | LinkageError | AssertionError ex) {
			this.failed.incrementAndGet();
			report(parcel, ex);
		}
	}

	private void report(Parcel parcel, Throwable failure) {
		try {
			this.errorHandler.onError(this.options.id(), parcel.publication(), failure);
		}
		catch (RuntimeException ex) {
			ex.addSuppressed(failure);
			logger.error("The error handler of topics failed subscriber={}", this.options.id(), ex);
		}
	}

	private void dropAll() {
		this.dropped.addAndGet(this.queue.size());
		this.queue.clear();
	}

	void close() {
		synchronized (this.queue) {
			this.closed = true;
			dropAll();
		}
	}

	SubscriberStatistics statistics() {
		int queued;
		synchronized (this.queue) {
			queued = this.queue.size();
		}
		return new SubscriberStatistics(this.options.id(), queued, this.delivered.get(), this.dropped.get(),
				this.skipped.get(), this.failed.get());
	}

}
