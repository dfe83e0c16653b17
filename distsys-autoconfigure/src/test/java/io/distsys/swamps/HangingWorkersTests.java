package io.distsys.swamps;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.Ownerships;
import io.distsys.worker.Distributed;
import io.distsys.worker.HandOver;
import io.distsys.worker.Workers;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/** As many workers hang in their calls as there are threads for workers. */
class HangingWorkersTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final int THREADS = 3;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("distsys.lease.ttl=10s", "spring.threads.virtual.enabled=false",
				"distsys.worker.threads=" + THREADS, "distsys.worker.drain-timeout=10m",
				"distsys.worker.caller-runs=false", "distsys.shutdown.timeout=2s");

	@Test
	void theSlotsOfOthersAreHandedOverWithTheirStates() {
		whileWorkersHang((context) -> {
			context.getBean(Ownerships.class).drain(LONG);
			assertThat(context.getBean(Swamp.class).taken).succeedsWithin(LONG);
		});
	}

	@Test
	void aLossInterruptsThemAll() {
		whileWorkersHang((context) -> {
			context.getBean(Ownerships.class).stop(LONG);
			assertThat(context.getBean(Swamp.class).interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		});
	}

	private void whileWorkersHang(ContextConsumer<ApplicationContext> story) {
		this.runner.run((context) -> {
			Workers workers = context.getBean(Workers.class);
			Swamp swamp = context.getBean(Swamp.class);
			workers.of(Path.class).withTimeout(LONG).get("dry").walk();
			for (int i = 0; i < THREADS; i++) {
				String key = "wet-" + i;
				new Thread(() -> workers.of(Mud.class).withTimeout(LONG).get(key).sink(), "of a test").start();
			}
			assertThat(swamp.sunk.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
			try {
				story.accept(context);
			}
			finally {
				swamp.drained.countDown();
			}
		});
	}

	/** Where workers sink. */
	static class Swamp {

		final CountDownLatch sunk = new CountDownLatch(THREADS);

		final CountDownLatch interrupted = new CountDownLatch(THREADS);

		final CountDownLatch drained = new CountDownLatch(1);

		final CompletableFuture<Void> taken = new CompletableFuture<>();

	}

	interface Mud {

		void sink();

	}

	@Distributed("mud")
	static class MudWorker implements Mud {

		private final Swamp swamp;

		MudWorker(Swamp swamp) {
			this.swamp = swamp;
		}

		@Override
		public void sink() {
			this.swamp.sunk.countDown();
			try {
				this.swamp.drained.await();
			}
			catch (InterruptedException ex) {
				this.swamp.interrupted.countDown();
				Thread.currentThread().interrupt();
			}
		}

	}

	interface Path {

		void walk();

	}

	@Distributed("path")
	static class PathWorker implements Path, HandOver<Integer> {

		private final Swamp swamp;

		private int steps;

		PathWorker(Swamp swamp) {
			this.swamp = swamp;
		}

		@Override
		public void walk() {
			this.steps++;
		}

		@Override
		public Integer snapshot() {
			this.swamp.taken.complete(null);
			return this.steps;
		}

		@Override
		public void restore(Integer state) {
			this.steps = state;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		Swamp swamp() {
			return new Swamp();
		}

	}

}
