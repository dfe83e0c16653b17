package io.distsys.pubsub;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

import io.distsys.messaging.DeliveryQueue;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.pubsub.SubscriptionOptions.Overflow;
import io.distsys.pubsub.TopicStatistics.SubscriberStatistics;

/** A listener and the queue of what waits for it. */
final class Subscriber<T> implements DeliveryQueue.Receiver<Parcel> {

	private final Class<T> type;

	private final TopicListener<? super T> listener;

	private final SubscriptionOptions options;

	private final MessageObserver observer;

	private final TopicErrorHandler errorHandler;

	/** Each takes one message at a time. */
	private final List<DeliveryQueue<Parcel>> queues;

	Subscriber(Class<T> type, TopicListener<? super T> listener, SubscriptionOptions options, Executor userExecutor,
			TopicErrorHandler errorHandler, MessageObserver observer) {
		this.type = type;
		this.observer = observer;
		this.listener = listener;
		this.options = options;
		this.errorHandler = (options.errorHandler() != null) ? options.errorHandler() : errorHandler;
		int bound = (options.queueBound() + options.concurrency() - 1) / options.concurrency();
		this.queues = IntStream.range(0, options.concurrency())
			.<DeliveryQueue<Parcel>>mapToObj((number) -> new DeliveryQueue<>(options.id(), bound,
					options.overflow() == Overflow.DROP_OLDEST, userExecutor, this))
			.toList();
	}

	String group() {
		return this.options.group();
	}

	/** Queue a message, and say whether it waits now. Never blocks. */
	boolean offer(Parcel parcel) {
		return this.queues.get(Math.floorMod(parcel.order(), this.queues.size())).offer(parcel);
	}

	@Override
	public boolean receive(Parcel parcel) throws Exception {
		Object message = parcel.message();
		if (!this.type.isInstance(message)) {
			return false;
		}
		Operation operation = new Operation(Kind.TOPIC, parcel.publication().topic(), this.options.id());
		return this.observer.receive(operation, parcel.context(), () -> {
			this.listener.onMessage(this.type.cast(message), parcel.publication());
			return true;
		});
	}

	@Override
	public void onFailure(Parcel parcel, Throwable failure) {
		new DeadLetter(this.options.id(), parcel.publication(), parcel.decoded(), failure).tell(this.errorHandler);
	}

	void close() {
		this.queues.forEach(DeliveryQueue::close);
	}

	DeliveryQueue.Statistics deliveries() {
		return this.queues.stream()
			.map(DeliveryQueue::statistics)
			.reduce(DeliveryQueue.Statistics.NONE, DeliveryQueue.Statistics::plus);
	}

	SubscriberStatistics statistics() {
		DeliveryQueue.Statistics counted = deliveries();
		return new SubscriberStatistics(this.options.id(), counted.queued(), counted.delivered(), counted.dropped(),
				counted.skipped(), counted.failed());
	}

}
