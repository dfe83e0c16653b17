package io.distsys.pubsub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What this node has of one topic. */
final class Topic {

	private final String name;

	private final List<Subscriber<?>> subscribers = new CopyOnWriteArrayList<>();

	private final AtomicLong published = new AtomicLong();

	private final AtomicLong sent = new AtomicLong();

	private final AtomicLong notSent = new AtomicLong();

	private final AtomicLong received = new AtomicLong();

	Topic(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
	}

	List<Subscriber<?>> subscribers() {
		return this.subscribers;
	}

	void countPublished() {
		this.published.incrementAndGet();
	}

	void countSent(boolean handedOver) {
		(handedOver ? this.sent : this.notSent).incrementAndGet();
	}

	boolean deliver(Parcel parcel) {
		this.received.incrementAndGet();
		this.subscribers.forEach((subscriber) -> subscriber.offer(parcel));
		return !this.subscribers.isEmpty();
	}

	TopicStatistics statistics(int remoteSubscribers) {
		return new TopicStatistics(this.name, this.published.get(), this.sent.get(), this.notSent.get(),
				this.received.get(), remoteSubscribers,
				this.subscribers.stream().<TopicStatistics.SubscriberStatistics>map(Subscriber::statistics).toList());
	}

}
