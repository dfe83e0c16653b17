package io.distsys.spring;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.singleton.ClusterSingleton;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A node leaves, and takes its time before it hands its singletons over. */
class SchedulesWhileLeavingTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.task.scheduling.pool.size=2", "distsys.lease.ttl=10s");

	@Test
	void scheduledMethodsOfASingletonRunUntilItIsHandedOver() {
		this.runner.run((context) -> {
			Clockwork clockwork = context.getBean(Counts.class).clockwork;
			await().atMost(LONG).until(() -> clockwork.byRate.get() > 0 && clockwork.byDelay.get() > 0);
			SlowWebServer webServer = context.getBean(SlowWebServer.class);
			context.getSourceApplicationContext().close();
			assertThat(webServer.ranMeanwhile).as("rate and delay, while the web server drained").isTrue();
		});
	}

	static class Counts {

		volatile Clockwork clockwork;

	}

	@ClusterSingleton("clockwork")
	static class Clockwork {

		final AtomicInteger byRate = new AtomicInteger();

		final AtomicInteger byDelay = new AtomicInteger();

		Clockwork(Counts counts) {
			counts.clockwork = this;
		}

		@Scheduled(fixedRate = 20)
		void byRate() {
			this.byRate.incrementAndGet();
		}

		@Scheduled(fixedDelay = 20)
		void byDelay() {
			this.byDelay.incrementAndGet();
		}

	}

	/** Stops where web servers do: after the context has begun to close. */
	static class SlowWebServer implements SmartLifecycle {

		private final Counts counts;

		private volatile boolean running;

		volatile boolean ranMeanwhile;

		SlowWebServer(Counts counts) {
			this.counts = counts;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			Clockwork clockwork = this.counts.clockwork;
			int rate = clockwork.byRate.get();
			int delay = clockwork.byDelay.get();
			try {
				await().atMost(LONG)
					.until(() -> clockwork.byRate.get() > rate + 3 && clockwork.byDelay.get() > delay + 3);
				this.ranMeanwhile = true;
			}
			catch (ConditionTimeoutException ex) {
				this.ranMeanwhile = false;
			}
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return CoreLifecycle.PHASE + 1;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		Counts counts() {
			return new Counts();
		}

		@Bean
		Clockwork clockwork(Counts counts) {
			return new Clockwork(counts);
		}

		@Bean
		SlowWebServer slowWebServer(Counts counts) {
			return new SlowWebServer(counts);
		}

	}

}
