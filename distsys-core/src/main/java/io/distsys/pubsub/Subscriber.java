package io.distsys.pubsub;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import io.distsys.messaging.DeliveryQueue;
import io.distsys.pubsub.SubscriptionOptions.Overflow;
import io.distsys.pubsub.TopicStatistics.SubscriberStatistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener and the queue of what waits for it. */
final class Subscriber<T> {

	private static final Logger logger = LoggerFactory.getLogger(Subscriber.class);

	private final Class<T> type;

	private final TopicListener<? super T> listener;

	private final SubscriptionOptions options;

	private final TopicErrorHandler errorHandler;

	private final DeliveryQueue<Parcel> queue;

	private final AtomicLong delivered = new AtomicLong();

	private final AtomicLong skipped = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	Subscriber(Class<T> type, TopicListener<? super T> listener, SubscriptionOptions options, Executor userExecutor,
			TopicErrorHandler errorHandler) {
		this.type = type;
		this.listener = listener;
		this.options = options;
		this.errorHandler = errorHandler;
		this.queue = new DeliveryQueue<>(options.id(), options.queueBound(), options.overflow() == Overflow.DROP_OLDEST,
				userExecutor, this::deliver);
	}

	/** Queue a message. Never blocks. */
	void offer(Parcel parcel) {
		this.queue.offer(parcel);
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

	void close() {
		this.queue.close();
	}

	SubscriberStatistics statistics() {
		return new SubscriberStatistics(this.options.id(), this.queue.size(), this.delivered.get(),
				this.queue.dropped(), this.skipped.get(), this.failed.get());
	}

}
