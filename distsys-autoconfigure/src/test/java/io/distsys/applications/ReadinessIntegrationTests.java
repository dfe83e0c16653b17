package io.distsys.applications;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.distsys.cluster.Cluster;
import io.distsys.ownership.Ownership;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a load balancer sees of a node that waits for the others. */
class ReadinessIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@RegisterExtension
	final Applications applications = new Applications("readiness", 17901);

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(LONG).build();

	private ConfigurableApplicationContext start(String name,
			CompletableFuture<ConfigurableApplicationContext> serves) {
		ApplicationListener<WebServerInitializedEvent> served = (event) -> serves
			.complete((ConfigurableApplicationContext) event.getApplicationContext());
		return this.applications.start(
				new SpringApplicationBuilder(Waiting.class).web(WebApplicationType.SERVLET).listeners(served), name,
				"distsys.cluster.minimum-size=2", "distsys.cluster.minimum-size-timeout=5m", "server.port=0",
				"management.endpoint.health.probes.enabled=true");
	}

	private int readiness(ConfigurableApplicationContext node) throws IOException, InterruptedException {
		URI address = URI.create("http://localhost:" + node.getEnvironment().getProperty("local.server.port")
				+ "/actuator/health/readiness");
		return this.client
			.send(HttpRequest.newBuilder(address).timeout(LONG).build(), HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	@Test
	void readinessRefusesAndNothingIsActiveBeforeTheMinimumSizeIsThere() throws Exception {
		CompletableFuture<ConfigurableApplicationContext> serves = new CompletableFuture<>();
		CompletableFuture<ConfigurableApplicationContext> started = new CompletableFuture<>();
		Thread starter = new Thread(() -> {
			try {
				started.complete(start("first", serves));
			}
			catch (RuntimeException ex) {
				started.completeExceptionally(ex);
				serves.completeExceptionally(ex);
			}
		});
		starter.start();
		ConfigurableApplicationContext first = serves.get(LONG.toSeconds(), TimeUnit.SECONDS);
		// Boot itself accepts traffic only after the runners, of which the wait is one.
		await().atMost(LONG).until(() -> first.isRunning() && first.getBean(Cluster.class).view().nodes().size() == 1);
		assertThat(readiness(first)).isEqualTo(503);
		assertThat(first.getBean(ClusterSingletons.class).status())
			.noneMatch((status) -> status.tableState() == Ownership.State.ACTIVE);
		assertThat(started).isNotDone();
		ConfigurableApplicationContext second = start("second", new CompletableFuture<>());
		started.get(LONG.toSeconds(), TimeUnit.SECONDS);
		await().atMost(LONG).until(() -> readiness(first) == 200 && readiness(second) == 200);
		await().atMost(LONG)
			.until(() -> first.getBean(ClusterSingletons.class)
				.status()
				.stream()
				.anyMatch((status) -> status.tableState() == Ownership.State.ACTIVE));
		starter.join();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Waiting {

		@Bean
		Once once() {
			return new Once();
		}

	}

	@ClusterSingleton
	static class Once {

	}

}
