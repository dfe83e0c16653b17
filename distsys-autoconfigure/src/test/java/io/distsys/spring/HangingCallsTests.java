package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.distsys.actuate.ThreadMeters;
import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.election.Candidacy;
import io.distsys.election.LeaderElections;
import io.distsys.election.LeadershipListener;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonActivity;
import io.distsys.singleton.SingletonDefinition;
import io.distsys.time.Subscription;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** As many calls of singletons hang as there are threads for calls: these ... */
class HangingCallsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final int THREADS = 3;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("distsys.lease.ttl=10s", "spring.threads.virtual.enabled=false",
				"distsys.threads.size=" + THREADS);

	@Test
	void keepNoOtherSingletonFromBeginningAndEnding() {
		whileCallsHang((context) -> {
			ClusterSingletons singletons = context.getBean(ClusterSingletons.class);
			Recorded recorded = new Recorded();
			Subscription registration = singletons
				.register(new SingletonDefinition("other", Set.of(), recorded, recorded));
			await().atMost(LONG).untilAsserted(() -> assertThat(recorded.seen).containsExactly("activated"));
			registration.close();
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(recorded.seen).containsExactly("activated", "deactivated"));
		});
	}

	@Test
	void keepNobodyFromHearingThatSomethingIsLost() {
		whileCallsHang((context) -> {
			ClusterSingletons singletons = context.getBean(ClusterSingletons.class);
			Recorded recorded = new Recorded();
			Subscription registration = singletons
				.register(new SingletonDefinition("other", Set.of(), recorded, recorded));
			await().atMost(LONG).until(() -> singletons.fenceOf("other").isPresent());
			CompletableFuture<String> told = new CompletableFuture<>();
			singletons.fenceOf("other").orElseThrow().onLost(() -> told.complete(Thread.currentThread().getName()));
			registration.close();
			assertThat(told).succeedsWithin(LONG).asString().startsWith(ClusterThreads.LOSS_PREFIX);
		});
	}

	@Test
	void keepNoLeadershipFromBeginningAndEnding() {
		whileCallsHang((context) -> {
			Recorded recorded = new Recorded();
			Candidacy candidacy = context.getBean(LeaderElections.class).of("boss").join(recorded);
			await().atMost(LONG).untilAsserted(() -> assertThat(recorded.seen).containsExactly("granted"));
			candidacy.resign();
			await().atMost(LONG).untilAsserted(() -> assertThat(recorded.seen).containsExactly("granted", "revoked"));
		});
	}

	@Test
	void areSeenInTheMeters() {
		whileCallsHang((context) -> {
			MeterRegistry registry = new SimpleMeterRegistry();
			new ThreadMeters(context.getBean(ClusterThreads.class).pools()).bindTo(registry);
			context.getBean(Swamp.class).sink();
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(gauge(registry, "running", "calls")).isEqualTo(THREADS));
			await().atMost(LONG).untilAsserted(() -> assertThat(gauge(registry, "waiting", "calls")).isPositive());
			assertThat(gauge(registry, "running", "losses")).isZero();
			await().atMost(LONG).untilAsserted(() -> assertThat(gauge(registry, "running", "activities")).isZero());
		});
	}

	private static double gauge(MeterRegistry registry, String what, String pool) {
		return registry.get("distsys.threads." + what).tag("pool", pool).gauge().value();
	}

	private void whileCallsHang(ContextConsumer<ApplicationContext> story) {
		this.runner.run((context) -> {
			Swamp swamp = context.getBean(Swamp.class);
			Depth depth = context.getBean(Depth.class);
			await().atMost(LONG).until(() -> context.getBean(ClusterSingletons.class).fenceOf("swamp").isPresent());
			for (int i = 0; i < THREADS; i++) {
				swamp.sink();
			}
			assertThat(depth.sunk.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
			try {
				story.accept(context);
			}
			finally {
				depth.drained.countDown();
			}
		});
	}

	static class Depth {

		final CountDownLatch sunk = new CountDownLatch(THREADS);

		final CountDownLatch drained = new CountDownLatch(1);

	}

	interface Swamp {

		CompletionStage<Void> sink();

	}

	@ClusterSingleton("swamp")
	static class Bog implements Swamp {

		private final Depth depth;

		Bog(Depth depth) {
			this.depth = depth;
		}

		/** Heeds no interrupt. */
		@Override
		public CompletionStage<Void> sink() {
			this.depth.sunk.countDown();
			boolean over = false;
			while (!over) {
				try {
					this.depth.drained.await();
					over = true;
				}
				catch (InterruptedException ex) {
					over = this.depth.drained.getCount() == 0;
				}
			}
			return CompletableFuture.completedFuture(null);
		}

	}

	private static final class Recorded implements SingletonActivity, LeadershipListener {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public void activate(Fence fence) {
			this.seen.add("activated");
		}

		@Override
		public void deactivate(Fence fence) {
			this.seen.add("deactivated");
		}

		@Override
		public void granted(Fence fence) {
			this.seen.add("granted");
		}

		@Override
		public void revoked(FencingToken token, String reason) {
			this.seen.add("revoked");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		Depth depth() {
			return new Depth();
		}

		@Bean
		Swamp swamp(Depth depth) {
			return new Bog(depth);
		}

	}

}
