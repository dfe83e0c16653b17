package io.distsys.spring;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.Fence;
import io.distsys.ownership.Ownerships;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.Topics;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.OnActivate;
import io.distsys.singleton.OnDeactivate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A singleton on the virtual threads of the library and of Spring. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadSingletonTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.threads.virtual.enabled=true", "distsys.lease.ttl=10s",
				"distsys.singleton.drain-timeout=5s");

	@Test
	void allThatASingletonDoesByItselfIsOnVirtualThreadsUnderItsFenceAndIsInterrupted() {
		this.runner.run((context) -> {
			Probe probe = context.getBean(Probe.class);
			await().atMost(LONG).untilAsserted(() -> assertThat(probe.seen).containsKeys("activate", "schedule"));
			context.getBean(Topics.class).publish("news", "x");
			context.getBean(Desk.class).later().get(LONG.toSeconds(), TimeUnit.SECONDS);
			await().atMost(LONG).untilAsserted(() -> assertThat(probe.seen).containsKeys("listen", "later"));
			context.getBean(Ownerships.class).drain(LONG).toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(probe.seen).containsOnlyKeys("activate", "schedule", "listen", "later",
						"interrupted", "deactivate"));
			assertThat(probe.seen).allSatisfy((what, where) -> assertThat(where).isEqualTo("virtual, held"));
		});
	}

	interface Desk {

		CompletableFuture<Void> later();

	}

	static class Probe {

		final Map<String, String> seen = new ConcurrentHashMap<>();

		void see(String what, Fence fence) {
			this.seen.put(what, (isVirtual() ? "virtual" : "a platform thread") + (fence.isHeld() ? ", held" : ""));
		}

		/** Sources are those of Java 17. */
		private static boolean isVirtual() {
			try {
				return (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	@ClusterSingleton("desk")
	static class OneDesk implements Desk {

		private final CountDownLatch never = new CountDownLatch(1);

		private final Probe probe;

		private final Fence fence;

		OneDesk(Probe probe, Fence fence) {
			this.probe = probe;
			this.fence = fence;
		}

		@OnActivate
		void open() {
			this.probe.see("activate", this.fence);
		}

		@OnDeactivate
		void close() {
			this.probe.see("deactivate", this.fence);
		}

		@Scheduled(fixedDelay = 20)
		void wait(Fence current) {
			this.probe.see("schedule", current);
			try {
				boolean done = this.never.await(LONG.multipliedBy(3).toSeconds(), TimeUnit.SECONDS);
				this.probe.see("ended by itself " + done, current);
			}
			catch (InterruptedException ex) {
				this.probe.see("interrupted", current);
			}
		}

		@ClusterListener(topics = "news")
		void listen(String news) {
			this.probe.see("listen", this.fence);
		}

		@Async
		@Override
		public CompletableFuture<Void> later() {
			this.probe.see("later", this.fence);
			return CompletableFuture.completedFuture(null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	@EnableScheduling
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		Probe probe() {
			return new Probe();
		}

		@Bean
		OneDesk desk(Probe probe, Fence fence) {
			return new OneDesk(probe, fence);
		}

	}

}
