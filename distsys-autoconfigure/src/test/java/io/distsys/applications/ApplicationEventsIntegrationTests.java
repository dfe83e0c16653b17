package io.distsys.applications;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.ClusterEvent.NodeDraining;
import io.distsys.cluster.ClusterEvent.NodeJoined;
import io.distsys.cluster.ClusterEvent.NodeLeft;
import io.distsys.cluster.ClusterEvent.NodeLost;
import io.distsys.cluster.ClusterEvent.NodeReady;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonEvent;
import io.distsys.singleton.SingletonEvent.SingletonActivated;
import io.distsys.singleton.SingletonEvent.SingletonDeactivated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an application is told of its cluster, by events like those of Spring. */
class ApplicationEventsIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	/** Long enough for whoever would tell of events too early. */
	private static final Duration SLOW_START = Duration.ofSeconds(1);

	private static final String READY = "ready";

	@RegisterExtension
	final Applications applications = new Applications("application-events", 18701);

	private ConfigurableApplicationContext start(String name) {
		return this.applications.start(Application.class, name, "distsys.shutdown.timeout=30s",
				"spring.lifecycle.timeout-per-shutdown-phase=40s");
	}

	@Test
	void eventsComeInOrderWithTheirReasonsAfterTheApplicationIsReady() {
		ConfigurableApplicationContext stays = start("stays");
		Diary diary = stays.getBean(Diary.class);
		ConfigurableApplicationContext best = start("best");
		await().atMost(LONG).untilAsserted(() -> assertThat(diary.lines).contains("ledger gone"));
		best.close();
		await().atMost(LONG).untilAsserted(() -> assertThat(diary.lines).endsWith("best left"));
		assertThat(diary.lines).startsWith(READY)
			.containsSubsequence(READY, "best joined", "best ready", "best draining", "best left")
			.containsSubsequence(READY, "ledger here", "ledger gone", "best draining", "ledger here", "best left");
		assertThat(diary.reasons).singleElement().asString().contains("handed over", "best");
		ConfigurableApplicationContext crashes = start("crashes");
		crashes.getBean(HazelcastInstance.class).getLifecycleService().terminate();
		await().atMost(LONG).untilAsserted(() -> assertThat(diary.lines).endsWith("crashes lost"));
		assertThat(diary.lines).containsSubsequence("crashes joined", "crashes ready", "crashes lost")
			.doesNotContain("crashes draining", "crashes left");
		assertThat(diary.reasons).hasSize(2).last().asString().isNotBlank();
	}

	/** Writes down what it is told, and takes its time when the application is ready. */
	static class Diary {

		private final List<String> lines = new CopyOnWriteArrayList<>();

		private final List<String> reasons = new CopyOnWriteArrayList<>();

		@EventListener
		void onReady(ApplicationReadyEvent event) {
			await().during(SLOW_START).atMost(LONG).until(this.lines::isEmpty);
			this.lines.add(READY);
		}

		@EventListener
		void onNode(ClusterEvent event) {
			String name = event.node().name();
			if (event instanceof NodeJoined) {
				this.lines.add(name + " joined");
			}
			else if (event instanceof NodeReady) {
				this.lines.add(name + " ready");
			}
			else if (event instanceof NodeDraining) {
				this.lines.add(name + " draining");
			}
			else if (event instanceof NodeLeft) {
				this.lines.add(name + " left");
			}
			else if (event instanceof NodeLost lost) {
				this.reasons.add(lost.reason());
				this.lines.add(name + " lost");
			}
		}

		@EventListener
		void onSingleton(SingletonEvent event) {
			if (event instanceof SingletonActivated) {
				this.lines.add(event.name() + " here");
			}
			else if (event instanceof SingletonDeactivated gone) {
				this.reasons.add(gone.reason());
				this.lines.add(event.name() + " gone");
			}
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ClusterSingleton(name = "ledger", preferredNodes = "best")
		Object ledger() {
			return new Object();
		}

		@Bean
		Diary diary() {
			return new Diary();
		}

		/** The first one has its singleton before it is ready. */
		@Bean
		ApplicationRunner patient(Cluster cluster, ClusterSingletons singletons) {
			return (arguments) -> await().atMost(LONG)
				.until(() -> cluster.view().nodes().size() > 1 || singletons.fenceOf("ledger").isPresent());
		}

	}

}
