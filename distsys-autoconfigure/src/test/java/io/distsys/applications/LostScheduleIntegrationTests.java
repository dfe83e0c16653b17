package io.distsys.applications;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.ownership.Fence;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.OnDeactivate;
import io.distsys.singleton.SingletonState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two applications, of which one is lost while a scheduled method of the other's
 * singleton runs: its lease cannot be renewed any more. The grace is so long that a busy
 * machine does not use it up.
 */
@Timeout(300)
class LostScheduleIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@RegisterExtension
	final Applications applications = new Applications("lost-schedule", 18321);

	private ConfigurableApplicationContext start(String name, String role) {
		return this.applications.start(Application.class, name, "distsys.cluster.expected-size=2",
				"distsys.cluster.roles=" + role, "distsys.lease.stop-grace=5s", "distsys.shutdown.timeout=2s",
				"spring.lifecycle.timeout-per-shutdown-phase=5s");
	}

	@Test
	void scheduledMethodIsInterruptedBeforeTheFenceClosesAndRunsNoMore() {
		ConfigurableApplicationContext owner = start("owner", "books");
		ConfigurableApplicationContext lost = start("lost", "shop");
		Books books = owner.getBean(Books.class);
		await().atMost(LONG).untilAsserted(() -> assertThat(books.events).containsExactly("began while held"));
		lost.getBean(HazelcastInstance.class).getLifecycleService().terminate();
		await().atMost(LONG).untilAsserted(() -> assertThat(books.events).hasSizeGreaterThan(2));
		await().atMost(LONG).until(() -> !books.fence.isHeld());
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(owner.getBean(ClusterSingletons.class).status()).singleElement()
				.satisfies((status) -> assertThat(status.state()).isEqualTo(SingletonState.STANDBY)));
		assertThat(books.events).containsExactly("began while held", "interrupted while held", "deactivated");
	}

	/** It is asked to work every moment, and would never be done with the first time. */
	@ClusterSingleton(name = "books", roles = "books")
	static class Books {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final CountDownLatch never = new CountDownLatch(1);

		private final Fence fence;

		Books(Fence fence) {
			this.fence = fence;
		}

		@Scheduled(fixedDelay = 20)
		void balance() {
			this.events.add("began" + held());
			try {
				boolean done = this.never.await(LONG.multipliedBy(3).toSeconds(), TimeUnit.SECONDS);
				this.events.add("ended by itself " + done);
			}
			catch (InterruptedException ex) {
				this.events.add("interrupted" + held());
			}
		}

		@OnDeactivate
		void close() {
			this.events.add("deactivated");
		}

		private String held() {
			return this.fence.isHeld() ? " while held" : " without";
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	static class Application {

		@Bean
		Books books(Fence fence) {
			return new Books(fence);
		}

	}

}
