package io.distsys.leaving;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.election.LeaderElection;
import io.distsys.election.LeaderElections;
import io.distsys.election.LeadershipListener;
import io.distsys.lock.ClusterLocks;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.OnDeactivate;
import io.distsys.worker.Distributed;
import io.distsys.worker.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application is closed, and some of its code does not end. */
@ExtendWith(OutputCaptureExtension.class)
class UnfinishedAtShutdownTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final String NOT_FINISHED = "Shutdown step not finished step=hand-over";

	private static final String STILL_HELD = "What this node still holds is free for others from now on";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("distsys.lease.ttl=10s", "distsys.shutdown.timeout=10s",
				"spring.lifecycle.timeout-per-shutdown-phase=15s");

	@Test
	void whatWasNotFinishedWhenTheTimeIsUpIsLoggedByName(CapturedOutput output) {
		this.runner.run((context) -> {
			Depth depth = context.getBean(Depth.class);
			ClusterSingletons singletons = context.getBean(ClusterSingletons.class);
			await().atMost(LONG)
				.until(() -> singletons.fenceOf("report").isPresent() && singletons.fenceOf("feed").isPresent());
			context.getBean(Report.class).begin();
			new Thread(() -> context.getBean(Report.class).latest(), "of a test").start();
			Workers workers = context.getBean(Workers.class);
			new Thread(() -> workers.of(Cart.class).withTimeout(LONG).get("c-7").add("tea"), "of a test").start();
			context.getBean(ClusterLocks.class).get("invoices").lock();
			assertThat(depth.sunk.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
			context.getSourceApplicationContext().close();
			String line = output.toString()
				.lines()
				.filter((logged) -> logged.contains(NOT_FINISHED))
				.findFirst()
				.orElseThrow(() -> new AssertionError("Nothing was said of the hand-over"));
			assertThat(line).contains("singleton/report (asynchronous method begin, latest, scheduled method write)",
					"singleton/feed (its deactivation)", "worker 'c-7' of type 'cart' in add");
			assertThat(output).contains(STILL_HELD, "lock 'invoices'");
			depth.drained.countDown();
		});
	}

	/** Spring waits for the leader only as long as for any phase, which is less. */
	@Test
	void aLeadershipWhoseLeaderDoesNotStopIsLoggedByNameWhenTheSessionCloses(CapturedOutput output) {
		CountDownLatch drained = new CountDownLatch(1);
		new ApplicationContextRunner().withUserConfiguration(NoSingletons.class)
			.withPropertyValues("distsys.election.resign-timeout=1m", "spring.lifecycle.timeout-per-shutdown-phase=2s",
					"distsys.worker.enabled=false")
			.run((context) -> {
				LeaderElection election = context.getBean(LeaderElections.class).of("dispatcher");
				election.join(new EndlessLeader(drained));
				await().atMost(LONG).until(election::isLeader);
				context.getSourceApplicationContext().close();
				assertThat(output.toString().lines().filter((line) -> line.contains(STILL_HELD))).singleElement()
					.asString()
					.contains("count=1", "leadership of 'dispatcher'");
				drained.countDown();
			});
	}

	/** Does not stop when it is told to. */
	private record EndlessLeader(CountDownLatch drained) implements LeadershipListener {

		@Override
		public void granted(Fence fence) {
			assertThat(fence.isHeld()).isTrue();
		}

		@Override
		public void revoked(FencingToken token, String reason) {
			try {
				this.drained.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class NoSingletons {

	}

	/** Where all the code hangs, whoever interrupts it. */
	static class Depth {

		/** Two calls, one scheduled method, one worker. */
		final CountDownLatch sunk = new CountDownLatch(4);

		final CountDownLatch drained = new CountDownLatch(1);

		void sink() {
			this.sunk.countDown();
			while (this.drained.getCount() > 0) {
				try {
					this.drained.await();
				}
				catch (InterruptedException ex) {
					assertThat(this.sunk.getCount()).isZero();
				}
			}
		}

	}

	interface Report {

		void begin();

		String latest();

	}

	@ClusterSingleton("report")
	static class SlowReport implements Report {

		private final Depth depth;

		SlowReport(Depth depth) {
			this.depth = depth;
		}

		@Async
		@Override
		public void begin() {
			this.depth.sink();
		}

		@Override
		public String latest() {
			this.depth.sink();
			return "";
		}

		@Scheduled(fixedDelay = 10)
		void write() {
			this.depth.sink();
		}

	}

	@ClusterSingleton(name = "feed", guarantee = Guarantee.AVAILABLE)
	static class Feed {

		private final Depth depth;

		Feed(Depth depth) {
			this.depth = depth;
		}

		@OnDeactivate
		void end() {
			this.depth.sink();
		}

	}

	interface Cart {

		void add(String item);

	}

	@Distributed("cart")
	static class SlowCart implements Cart {

		private final Depth depth;

		SlowCart(Depth depth) {
			this.depth = depth;
		}

		@Override
		public void add(String item) {
			this.depth.sink();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	@EnableAsync
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		Depth depth() {
			return new Depth();
		}

		@Bean
		SlowReport report(Depth depth) {
			return new SlowReport(depth);
		}

		@Bean
		Feed feed(Depth depth) {
			return new Feed(depth);
		}

	}

}
