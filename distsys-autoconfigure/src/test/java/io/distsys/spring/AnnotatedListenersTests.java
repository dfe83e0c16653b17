package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.DeadLetter;
import io.distsys.pubsub.SubscriptionOptions.Overflow;
import io.distsys.pubsub.TopicErrorHandler;
import io.distsys.pubsub.TopicListener;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.pubsub.Topics;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What listeners say of themselves by their annotations, on one node. */
class AnnotatedListenersTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class);

	@Test
	void whatAListenerFailsOnGoesToTheHandlerThatItNamesAndTheRestIsAnEvent() {
		this.runner.run((context) -> {
			Topics topics = context.getBean(Topics.class);
			Listeners listeners = context.getBean(Listeners.class);
			topics.publish("invoices", "first");
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(listeners.told).containsExactly("invoices of invoices"));
			topics.publish("orders", "second");
			await().atMost(LONG)
				.untilAsserted(
						() -> assertThat(listeners.letters).extracting(DeadLetter::message).containsExactly("second"));
			assertThat(listeners.told).hasSize(1);
		});
	}

	@Test
	void overloadedMethodsWithoutAnIdShareThatOfClassAndMethod() {
		this.runner.withBean(Overloaded.class).run((context) -> {
			ClusterListeners listeners = context.getBean(ClusterListeners.class);
			assertThat(listeners.ids()).contains("Overloaded.hear", "newest", "Listeners.onOrder");
			listeners.stop("Overloaded.hear");
			context.getBean(Topics.class).publish("overloaded", "1");
			assertThat(listeners.isRunning("Overloaded.hear")).isFalse();
			listeners.start("Overloaded.hear");
			context.getBean(Topics.class).publish("overloaded", "2");
			List<String> heard = context.getBean(Overloaded.class).heard;
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder("2", "2 on overloaded"));
		});
	}

	@Test
	void listenersThatAreStuckLoseWhatTheyHaveNoRoomForAndHoldUpNobody() {
		this.runner.run((context) -> {
			Topics topics = context.getBean(Topics.class);
			Listeners listeners = context.getBean(Listeners.class);
			topics.publish("numbers", "0");
			await().atMost(LONG)
				.untilAsserted(
						() -> assertThat(listeners.newest.entered.getCount() + listeners.oldest.entered.getCount())
							.isZero());
			IntStream.rangeClosed(1, 100).forEach((number) -> topics.publish("numbers", String.valueOf(number)));
			await().atMost(LONG).until(() -> listeners.all.size() == 101);
			assertThat(listeners.newest.heard).isEmpty();
			assertThat(listeners.oldest.heard).isEmpty();
			await().atMost(LONG).untilAsserted(() -> {
				assertThat(dropped(topics, "newest")).isEqualTo(98);
				assertThat(dropped(topics, "oldest")).isEqualTo(98);
			});
			listeners.newest.gate.countDown();
			listeners.oldest.gate.countDown();
			await().atMost(LONG).untilAsserted(() -> assertThat(listeners.newest.heard).containsExactly("0", "1", "2"));
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(listeners.oldest.heard).containsExactly("0", "99", "100"));
			assertThat(dropped(topics, "quick")).isZero();
		});
	}

	private static long dropped(Topics topics, String listener) {
		return topics.statistics()
			.stream()
			.flatMap((topic) -> topic.subscribers().stream())
			.filter((subscriber) -> subscriber.id().equals(listener))
			.mapToLong(TopicStatistics.SubscriberStatistics::dropped)
			.sum();
	}

	static class Overloaded {

		final List<String> heard = new CopyOnWriteArrayList<>();

		@ClusterListener(topics = "overloaded")
		void hear(String message) {
			this.heard.add(message);
		}

		@ClusterListener(topics = { "overloaded", "other" })
		void hear(String message, TopicListener.Publication from) {
			this.heard.add(message + " on " + from.topic());
		}

	}

	static class Listeners {

		final List<String> told = new CopyOnWriteArrayList<>();

		final List<DeadLetter> letters = new CopyOnWriteArrayList<>();

		final List<String> all = new CopyOnWriteArrayList<>();

		final Stuck newest = new Stuck();

		final Stuck oldest = new Stuck();

		@ClusterListener(topics = "invoices", id = "invoices", errorHandler = "ofInvoices")
		void onInvoice(String invoice) {
			throw new IllegalStateException("planted");
		}

		@ClusterListener(topics = "orders")
		void onOrder(String order) {
			throw new IllegalStateException("planted");
		}

		@EventListener
		void onDeadLetter(DeadLetter letter) {
			this.letters.add(letter);
		}

		@ClusterListener(topics = "numbers", id = "newest", queueBound = 2, overflow = Overflow.DROP_NEWEST)
		void dropTheNewest(String number) throws InterruptedException {
			this.newest.hear(number);
		}

		@ClusterListener(topics = "numbers", id = "oldest", queueBound = 2, overflow = Overflow.DROP_OLDEST)
		void dropTheOldest(String number) throws InterruptedException {
			this.oldest.hear(number);
		}

		@ClusterListener(topics = "numbers", id = "quick")
		void onNumber(String number) {
			this.all.add(number);
		}

	}

	/** Hears its first message only when the gate is open. */
	static class Stuck {

		final List<String> heard = new CopyOnWriteArrayList<>();

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch gate = new CountDownLatch(1);

		void hear(String message) throws InterruptedException {
			this.entered.countDown();
			if (!this.gate.await(LONG.multipliedBy(2).toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("the gate stayed shut");
			}
			this.heard.add(message);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ SingleNodeConfiguration.class, Listeners.class })
	static class Application {

		@Bean
		TopicErrorHandler ofInvoices(Listeners listeners) {
			return (subscriber, publication, failure) -> listeners.told.add(subscriber + " of " + publication.topic());
		}

		@Bean
		TopicErrorHandler ofNobody() {
			return (subscriber, publication, failure) -> {
				throw new IllegalStateException("not asked");
			};
		}

	}

}
