package io.distsys.pubsub;

import java.util.concurrent.Executor;

import io.distsys.messaging.DeliveryQueue;
import io.distsys.pubsub.SubscriptionOptions.Overflow;
import io.distsys.pubsub.TopicStatistics.SubscriberStatistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener and the queue of what waits for it. */
final class Subscriber<T> implements DeliveryQueue.Receiver<Parcel> {

	private static final Logger logger = LoggerFactory.getLogger(Subscriber.class);

	private final Class<T> type;

	private final TopicListener<? super T> listener;

	private final SubscriptionOptions options;

	private final TopicErrorHandler errorHandler;

	private final DeliveryQueue<Parcel> queue;

	Subscriber(Class<T> type, TopicListener<? super T> listener, SubscriptionOptions options, Executor userExecutor,
			TopicErrorHandler errorHandler) {
		this.type = type;
		this.listener = listener;
		this.options = options;
		this.errorHandler = errorHandler;
		this.queue = new DeliveryQueue<>(options.id(), options.queueBound(), options.overflow() == Overflow.DROP_OLDEST,
				userExecutor, this);
	}

	/** Queue a message. Never blocks. */
	void offer(Parcel parcel) {
		this.queue.offer(parcel);
	}

	@Override
	public boolean receive(Parcel parcel) throws Exception {
		Object message = parcel.message();
		if (!this.type.isInstance(message)) {
			return false;
		}
		this.listener.onMessage(this.type.cast(message), parcel.publication());
		return true;
	}

	@Override
	public void onFailure(Parcel parcel, Throwable failure) {
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

	DeliveryQueue.Statistics deliveries() {
		return this.queue.statistics();
	}

	SubscriberStatistics statistics() {
		DeliveryQueue.Statistics counted = deliveries();
		return new SubscriberStatistics(this.options.id(), counted.queued(), counted.delivered(), counted.dropped(),
				counted.skipped(), counted.failed());
	}

}
