package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.Fence;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonActivity;
import io.distsys.singleton.SingletonDefinition;
import io.distsys.time.Subscription;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** As many calls of singletons hang as there are threads for calls. */
class HangingCallsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final int THREADS = 3;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("distsys.lease.ttl=10s", "spring.threads.virtual.enabled=false",
				"distsys.threads.size=" + THREADS);

	@Test
	void keepNoOtherSingletonFromBeginningAndEnding() {
		this.runner.run((context) -> {
			Swamp swamp = context.getBean(Swamp.class);
			ClusterSingletons singletons = context.getBean(ClusterSingletons.class);
			await().atMost(LONG).until(() -> singletons.fenceOf("swamp").isPresent());
			for (int i = 0; i < THREADS; i++) {
				swamp.sink();
			}
			assertThat(Bog.sunk.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
			Recorded recorded = new Recorded();
			Subscription registration = singletons
				.register(new SingletonDefinition("other", Set.of(), recorded, recorded));
			await().atMost(LONG).untilAsserted(() -> assertThat(recorded.seen).containsExactly("activated"));
			registration.close();
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(recorded.seen).containsExactly("activated", "deactivated"));
			Bog.drained.countDown();
		});
	}

	interface Swamp {

		CompletionStage<Void> sink();

	}

	@ClusterSingleton("swamp")
	static class Bog implements Swamp {

		static final CountDownLatch sunk = new CountDownLatch(THREADS);

		static final CountDownLatch drained = new CountDownLatch(1);

		@Override
		public CompletionStage<Void> sink() {
			sunk.countDown();
			try {
				drained.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return CompletableFuture.completedFuture(null);
		}

	}

	private static final class Recorded implements SingletonActivity {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public void activate(Fence fence) {
			this.seen.add("activated");
		}

		@Override
		public void deactivate(Fence fence) {
			this.seen.add("deactivated");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		Swamp swamp() {
			return new Bog();
		}

	}

}
