package io.distsys.pubsub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What this node has of one topic, or of one pattern of topics. */
final class Topic {

	private final TopicFilter filter;

	private final List<Subscriber<?>> subscribers = new CopyOnWriteArrayList<>();

	private final AtomicLong published = new AtomicLong();

	private final AtomicLong sent = new AtomicLong();

	private final AtomicLong notSent = new AtomicLong();

	private final AtomicLong received = new AtomicLong();

	Topic(String name) {
		this.filter = TopicFilter.of(name);
	}

	String name() {
		return this.filter.text();
	}

	boolean matches(String topic) {
		return this.filter.matches(topic);
	}

	List<Subscriber<?>> subscribers() {
		return this.subscribers;
	}

	void countPublished() {
		this.published.incrementAndGet();
	}

	boolean hasBeenPublishedOn() {
		return this.published.get() > 0;
	}

	void countSent(boolean handedOver) {
		(handedOver ? this.sent : this.notSent).incrementAndGet();
	}

	/** Give a message to those who hear every message. */
	boolean deliver(Parcel parcel) {
		this.received.incrementAndGet();
		boolean any = false;
		for (Subscriber<?> subscriber : this.subscribers) {
			if (subscriber.group().isEmpty()) {
				subscriber.offer(parcel);
				any = true;
			}
		}
		return any;
	}

	void countReceived() {
		this.received.incrementAndGet();
	}

	boolean hasSubscribers(String group) {
		return this.subscribers.stream().anyMatch((subscriber) -> subscriber.group().equals(group));
	}

	TopicStatistics statistics(int remoteSubscribers) {
		return new TopicStatistics(name(), this.published.get(), this.sent.get(), this.notSent.get(),
				this.received.get(), remoteSubscribers,
				this.subscribers.stream().<TopicStatistics.SubscriberStatistics>map(Subscriber::statistics).toList());
	}

}
