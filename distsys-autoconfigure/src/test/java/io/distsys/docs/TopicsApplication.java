package io.distsys.docs;

import io.distsys.pubsub.ClusterEvent;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.DeadLetter;
import io.distsys.pubsub.ReliableListener;
import io.distsys.pubsub.ReliableTopics;
import io.distsys.pubsub.ReplayOptions;
import io.distsys.pubsub.TopicListener;
import io.distsys.pubsub.Topics;
import io.distsys.spring.ClusterListeners;
import io.distsys.time.Subscription;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What {@code docs/topics.md} shows. */
final class TopicsApplication {

	private TopicsApplication() {
	}

	record Order(String id, String state) {
	}

	@Component
	static class Orders {

		private final Topics topics;

		Orders(Topics topics) {
			this.topics = topics;
		}

		/** Returns to how many nodes and groups it was handed. */
		int paid(Order order) {
			return this.topics.publish("orders." + order.id() + ".paid", order);
		}

		@ClusterListener(topics = "orders.*.paid", id = "receipts", queueBound = 10_000)
		void print(Order order, TopicListener.Publication from) {
			System.out.println("Receipt for " + order.id() + ", paid on " + from.publisher());
		}

	}

	@Component
	static class Shipping {

		private final Topics topics;

		Shipping(Topics topics) {
			this.topics = topics;
		}

		void order(Order order) {
			this.topics.publish("orders.to-ship", order.id(), order);
		}

		/**
		 * On one of the nodes; several orders at once, what concerns one in its order.
		 */
		@ClusterListener(topics = "orders.to-ship", id = "shipping", group = "shipping", concurrency = 4)
		void ship(Order order) {
			System.out.println("Shipping " + order.id());
		}

		@EventListener
		void onDeadLetter(DeadLetter letter) {
			System.out.println(letter.subscriber() + " could not take " + letter.message());
		}

	}

	@Component
	static class Maintenance {

		private final ClusterListeners listeners;

		Maintenance(ClusterListeners listeners) {
			this.listeners = listeners;
		}

		/** On this node, which prints nothing until it is resumed. */
		void pause() {
			this.listeners.stop("receipts");
		}

		void resume() {
			this.listeners.start("receipts");
		}

	}

	@ClusterEvent
	record PricesChanged(String list) {
	}

	@Component
	static class Prices {

		private final ApplicationEventPublisher events;

		Prices(ApplicationEventPublisher events) {
			this.events = events;
		}

		void change(String list) {
			this.events.publishEvent(new PricesChanged(list));
		}

		/** On every node. */
		@EventListener
		void reload(PricesChanged event) {
			System.out.println("Loading " + event.list());
		}

	}

	@Component
	static class Statement implements ReliableListener<Order>, AutoCloseable {

		private final Subscription subscription;

		/** The position of the last order that is on the statement, from the database. */
		private volatile long position = -1;

		Statement(ReliableTopics topics) {
			this.subscription = topics.subscribe("orders", Order.class, this,
					ReplayOptions.after(this.position).named("statement"));
		}

		@Override
		public void onMessage(Order order, Origin origin) {
			System.out.println(order.id() + " is " + order.state());
			this.position = origin.position();
		}

		@Override
		public void onGap(long lost) {
			System.out.println(((lost != UNKNOWN) ? lost : "Some") + " orders may be missing");
		}

		@Override
		public void close() {
			this.subscription.close();
		}

	}

}
