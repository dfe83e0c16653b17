package io.distsys.applications;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.rpc.CallResult;
import io.distsys.rpc.RemoteService;
import io.distsys.rpc.RemoteServices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A process that is killed in the middle of a call. What the call may take is longer than
 * the test: it ends because the caller is told.
 */
@Timeout(300)
class KilledCalleeIntegrationTests {

	/** A process starts slowly beside others. */
	private static final Duration LONG = Duration.ofMinutes(3);

	private static final Duration LONGER_THAN_THE_TEST = Duration.ofMinutes(30);

	private static final int PORT = 18381;

	private static final String CLUSTER = "killed-callee";

	@RegisterExtension
	final Processes processes = new Processes();

	@RegisterExtension
	final Applications applications = new Applications("caller", PORT);

	private final ExecutorService calls = Executors.newSingleThreadExecutor();

	@TempDir
	private Path directory;

	@Test
	void callIsToldThatItMayHaveRunOnceTheProcessIsKilled() throws Exception {
		ConfigurableApplicationContext caller = this.applications.start(Application.class, "caller",
				"distsys.cluster.name=" + CLUSTER, "distsys.worker.enabled=false");
		Process callee = this.processes.start(this.directory.resolve("callee.log"), List.of(),
				List.of("-Dspring.main.sources=" + Application.class.getName(), "-Dspring.main.cloud-platform=none",
						"-Dspring.main.web-application-type=none", "-Ddistsys.cluster.name=" + CLUSTER,
						"-Ddistsys.cluster.node-name=callee", "-Ddistsys.network.port=" + PORT,
						"-Ddistsys.lease.ttl=10s", "-Ddistsys.worker.enabled=false"),
				SpringApplication.class);
		Cluster cluster = caller.getBean(Cluster.class);
		await().atMost(LONG).until(() -> cluster.view().named("callee").isPresent());
		Node node = cluster.view().named("callee").orElseThrow();
		RemoteServices services = caller.getBean(RemoteServices.class);
		awaitBegun(services, node, false);
		CompletableFuture<CallResult<String>> pending = CompletableFuture.supplyAsync(
				() -> services.of(Slow.class).within(LONGER_THAN_THE_TEST).onNode(node.id()).call(Slow::work),
				this.calls);
		this.calls.shutdown();
		awaitBegun(services, node, true);
		assertThat(pending).isNotDone();
		callee.destroyForcibly();
		CallResult<String> end = pending.get(LONG.toSeconds(), TimeUnit.SECONDS);
		assertThat(end).isInstanceOf(CallResult.Unreachable.class);
		assertThat(end.mayHaveRun()).isTrue();
	}

	private static void awaitBegun(RemoteServices services, Node node, boolean begun) {
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(services.of(Slow.class).onNode(node.id()).call(Slow::begun))
				.isEqualTo(new CallResult.Value<>(node.id(), begun)));
	}

	interface Slow {

		String work();

		boolean begun();

	}

	@RemoteService
	static class SlowOfThisNode implements Slow {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch never = new CountDownLatch(1);

		@Override
		public String work() {
			this.begun.countDown();
			try {
				return "done " + this.never.await(LONGER_THAN_THE_TEST.toSeconds(), TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return "interrupted";
			}
		}

		@Override
		public boolean begun() {
			return this.begun.getCount() == 0;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SlowOfThisNode slow() {
			return new SlowOfThisNode();
		}

	}

}
