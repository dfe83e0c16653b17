package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.Ownerships;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.DeadLetter;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.pubsub.Topics;
import io.distsys.singleton.ClusterSingleton;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** One application that is a cluster of its own, with no Hazelcast below it. */
class SingleNodeTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("distsys.lease.ttl=10s");

	private static MeterRegistry meters(ApplicationContext context) {
		MeterRegistry registry = new SimpleMeterRegistry();
		context.getBeanProvider(MeterBinder.class)
			.stream()
			.filter((binder) -> binder.getClass().getName().startsWith("io.distsys."))
			.forEach((binder) -> binder.bindTo(registry));
		return registry;
	}

	private static double active(MeterRegistry registry, String name) {
		return registry.get("distsys.singletons.active").tag("name", name).gauge().value();
	}

	/** Released, unless a stall has ended the lease. */
	private static double ended(MeterRegistry registry) {
		return registry.get("distsys.fences.closed")
			.tag("kind", "singleton")
			.functionCounters()
			.stream()
			.mapToDouble(FunctionCounter::count)
			.sum();
	}

	private static long taken(Topics topics, String listener) {
		return topics.statistics()
			.stream()
			.flatMap((topic) -> topic.subscribers().stream())
			.filter((subscriber) -> subscriber.id().equals(listener))
			.mapToLong(TopicStatistics.SubscriberStatistics::delivered)
			.sum();
	}

	@Test
	void listenerOfASingletonGetsMessagesOnlyWhileItIsActive() {
		this.runner.run((context) -> {
			MeterRegistry registry = meters(context);
			Topics topics = context.getBean(Topics.class);
			Ledger ledger = context.getBean(Ledger.class);
			Listener listener = context.getBean(Listener.class);
			await().atMost(LONG).until(() -> active(registry, "ledger") == 1);
			topics.publish("news", "while active");
			await().atMost(LONG).untilAsserted(() -> assertThat(ledger.messages).containsExactly("while active"));
			context.getBean(Ownerships.class).drain(LONG).toCompletableFuture().get(30, TimeUnit.SECONDS);
			assertThat(active(registry, "ledger")).isZero();
			await().atMost(LONG).until(() -> ended(registry) > 0);
			topics.publish("news", "afterwards");
			await().atMost(LONG).untilAsserted(() -> assertThat(listener.messages).contains("afterwards"));
			await().atMost(LONG).until(() -> taken(topics, "ledger") == 2);
			assertThat(ledger.messages).containsExactly("while active");
		});
	}

	@Test
	void listenersAreStartedAndStoppedByTheirIds() {
		this.runner.run((context) -> {
			ClusterListeners listeners = context.getBean(ClusterListeners.class);
			Listener listener = context.getBean(Listener.class);
			Topics topics = context.getBean(Topics.class);
			assertThat(listeners.ids()).containsExactly("jobs", "late", "ledger", "plain");
			assertThat(listeners.isRunning("plain")).isTrue();
			assertThat(listeners.isRunning("late")).isFalse();
			assertThat(topics.publish("late/1", "unheard")).isZero();
			listeners.start("late");
			listeners.start("late");
			assertThat(topics.publish("late/2", "heard")).isOne();
			await().atMost(LONG).untilAsserted(() -> assertThat(listener.late).containsExactly("heard"));
			listeners.stop("late");
			assertThat(listeners.isRunning("late")).isFalse();
			assertThat(topics.publish("late/3", "unheard")).isZero();
			assertThatIllegalArgumentException().isThrownBy(() -> listeners.start("none"))
				.withMessageContaining("'none', but [jobs, late, ledger, plain]");
		});
	}

	@Test
	void aListenerInAGroupHasWhatIsPublishedAndItsFailuresAreEvents() {
		this.runner.run((context) -> {
			Topics topics = context.getBean(Topics.class);
			Listener listener = context.getBean(Listener.class);
			assertThat(topics.publish("jobs", "good")).isOne();
			assertThat(topics.publish("jobs", "key", "bad")).isOne();
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(listener.jobs).containsExactlyInAnyOrder("good", "bad"));
			await().atMost(LONG).until(() -> listener.letters.size() == 1);
			assertThat(listener.letters.get(0)).satisfies((letter) -> {
				assertThat(letter.message()).isEqualTo("bad");
				assertThat(letter.subscriber()).isEqualTo("jobs");
				assertThat(letter.failure()).hasMessage("planted");
			});
		});
	}

	@Test
	void metersSayWhatThisNodeSees() {
		this.runner.run((context) -> {
			MeterRegistry registry = meters(context);
			await().atMost(LONG).until(() -> registry.get("distsys.quorum.present").gauge().value() == 1);
			assertThat(registry.get("distsys.cluster.nodes").gauge().value()).isOne();
			assertThat(registry.get("distsys.lease.remaining").timeGauge().value(TimeUnit.MILLISECONDS)).isBetween(1.0,
					10_000.0);
			assertThat(registry.get("distsys.workers").gauge().value()).isZero();
			Timer renewals = registry.get("distsys.lease.commands").tag("outcome", "applied").timer();
			await().atMost(LONG).until(() -> renewals.count() > 0);
			assertThat(registry.getMeters()).extracting((meter) -> meter.getId().getName())
				.contains("distsys.messaging.sent", "distsys.messaging.received", "distsys.messaging.lost",
						"distsys.messaging.refused");
			assertThat(registry.getMeters()).filteredOn((meter) -> !meter.getId().getName().endsWith(".histogram"))
				.allSatisfy(SingleNodeTests::hasDescription);
			assertThat(registry.find("distsys.singletons.active").gauges())
				.extracting((gauge) -> gauge.getId().getTag("name"))
				.containsExactlyInAnyOrder("ledger", "idle");
		});
	}

	private static void hasDescription(Meter meter) {
		assertThat(meter.getId().getDescription()).as(meter.getId().getName()).isNotBlank();
	}

	@ClusterSingleton("${ledger.name:ledger}")
	static class Ledger {

		final List<String> messages = new CopyOnWriteArrayList<>();

		@ClusterListener(topics = "news", id = "ledger")
		void onNews(String message) {
			this.messages.add(message);
		}

	}

	@ClusterSingleton("idle")
	static class Idle {

	}

	static class Listener {

		final List<String> messages = new CopyOnWriteArrayList<>();

		final List<String> late = new CopyOnWriteArrayList<>();

		final List<String> jobs = new CopyOnWriteArrayList<>();

		final List<DeadLetter> letters = new CopyOnWriteArrayList<>();

		@ClusterListener(topics = "jobs", id = "jobs", group = "${jobs.group:workers}", concurrency = 3)
		void onJob(String message) {
			this.jobs.add(message);
			if (message.equals("bad")) {
				throw new IllegalStateException("planted");
			}
		}

		@EventListener
		void onDeadLetter(DeadLetter letter) {
			this.letters.add(letter);
		}

		@ClusterListener(topics = "news", id = "plain")
		void onNews(String message) {
			this.messages.add(message);
		}

		@ClusterListener(topics = "late/*", id = "late", autoStartup = false)
		void onLate(String message) {
			this.late.add(message);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		Ledger ledger() {
			return new Ledger();
		}

		@Bean
		@Lazy
		Idle idle() {
			return new Idle();
		}

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

}
