package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a web server is taken off its clients, with a server that is made up.
 */
class WebDrainLifecycleTests {

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final Map<String, Integer> connections = new ConcurrentHashMap<>();

	@Test
	void itsTurnIsAfterNothingNewIsTakenAndBeforeTheGracefulShutdownOfBoot() {
		assertThat(WebDrainLifecycle.PHASE).isLessThan(new DrainingLifecycle((state) -> {
		}, () -> {
		}).getPhase()).isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
	}

	@Test
	void connectionsAreNotKeptBeforeThePortsClose() {
		stop(Duration.ZERO, Map.of());
		assertThat(this.calls).containsExactly("keep none", "close");
	}

	@Test
	void aConnectionOnWhichSomethingHappensIsWaitedFor() {
		this.connections.put("busy", 0);
		stop(Duration.ofMillis(1), Map.of("busy", 60));
		assertThat(this.connections).isEmpty();
	}

	@Test
	void aConnectionOnWhichNothingHappensIsNotWaitedForLong() {
		this.connections.put("idle", 0);
		stop(Duration.ZERO, Map.of());
		assertThat(this.connections).containsKey("idle");
	}

	@Test
	void aConnectionThatNeverRestsIsLeftToTheServer() {
		this.connections.put("busy", 0);
		stop(Duration.ZERO, Map.of("busy", Integer.MAX_VALUE));
		assertThat(this.connections).containsKey("busy");
	}

	@Test
	void aServerThatFailsIsLeftToItsOwnShutdown() {
		WebDrainLifecycle lifecycle = new WebDrainLifecycle(new Server(Map.of()) {

			@Override
			public void closePorts(Duration limit) {
				throw new IllegalStateException("on purpose");
			}

		}, Duration.ZERO);
		stop(lifecycle);
		assertThat(this.calls).containsExactly("keep none");
	}

	private void stop(Duration delay, Map<String, Integer> busyLooks) {
		stop(new WebDrainLifecycle(new Server(busyLooks), delay));
	}

	private static void stop(WebDrainLifecycle lifecycle) {
		lifecycle.start();
		assertThat(lifecycle.isRunning()).isTrue();
		CompletableFuture<Void> done = new CompletableFuture<>();
		lifecycle.stop(() -> done.complete(null));
		assertThat(done.orTimeout(1, TimeUnit.MINUTES)).succeedsWithin(Duration.ofMinutes(1));
		assertThat(lifecycle.isRunning()).isFalse();
	}

	private class Server implements WebDrainLifecycle.Server {

		private final Map<String, Integer> busyLooks;

		Server(Map<String, Integer> busyLooks) {
			this.busyLooks = busyLooks;
		}

		@Override
		public void keepNoConnections() {
			WebDrainLifecycleTests.this.calls.add("keep none");
		}

		@Override
		public void closePorts(Duration limit) {
			WebDrainLifecycleTests.this.calls.add("close");
		}

		/** Something happens on a busy connection at each look, and at last it closes. */
		@Override
		public Map<?, ?> connections() {
			Map<String, Integer> all = WebDrainLifecycleTests.this.connections;
			this.busyLooks.forEach((name, looks) -> {
				if (all.merge(name, 1, Integer::sum) > looks) {
					all.remove(name);
				}
			});
			return Map.copyOf(all);
		}

	}

}
