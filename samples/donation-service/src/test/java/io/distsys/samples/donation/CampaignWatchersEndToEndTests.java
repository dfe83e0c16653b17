package io.distsys.samples.donation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.distsys.samples.donation.local.LocalCluster;
import io.distsys.samples.donation.local.LocalNode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Watches campaigns on two nodes of the packaged service, each a process of its own.
 */
class CampaignWatchersEndToEndTests {

	private static final Path JAR = Path.of(System.getProperty("donation-service.jar", "target/donation-service.jar"));

	private static final Path LOGS = Path.of(System.getProperty("donation-service.logs", "target/end-to-end"))
		.resolve("watchers");

	private static final Duration START = Duration.ofSeconds(120);

	private static final Duration SOON = Duration.ofSeconds(30);

	/** Noticing that a process has gone. */
	private static final Duration LOSS = Duration.ofSeconds(60);

	@Test
	void whoWatchesOnOneNodeIsSeenOnTheOtherUntilTheStreamOrTheNodeEnds() throws IOException {
		try (LocalCluster cluster = new LocalCluster(JAR, LOGS, List.of("--distsys.lease.ttl=10s"))) {
			try {
				watch(cluster);
			}
			catch (IOException | RuntimeException | Error ex) {
				System.out.println(cluster.dump());
				throw ex;
			}
		}
	}

	private static void watch(LocalCluster cluster) throws IOException {
		LocalNode one = cluster.start();
		LocalNode two = cluster.start();
		within(START).untilAsserted(() -> {
			for (LocalNode node : cluster.running()) {
				assertThat(node.get("/actuator/health/readiness").path("status").asString()).isEqualTo("UP");
				assertThat(node.get("/actuator/cluster/nodes").path("nodes")).hasSize(2);
			}
		});
		try (Watcher ann = new Watcher(one, "Clinic", "ann");
				Watcher bob = new Watcher(two, "Clinic", "bob");
				Watcher eve = new Watcher(two, "School", "eve")) {
			within(SOON).untilAsserted(() -> {
				assertThat(ann.present()).containsExactlyInAnyOrder("ann", "bob");
				assertThat(bob.present()).containsExactlyInAnyOrder("ann", "bob");
				assertThat(eve.present()).containsExactly("eve");
				assertThat(watchers(one, "Clinic")).containsExactly("ann", "bob");
				assertThat(watchers(two, "Clinic")).containsExactly("ann", "bob");
			});
			try (Watcher cid = new Watcher(one, "Clinic", "cid")) {
				within(SOON).untilAsserted(() -> assertThat(bob.present()).contains("cid"));
				within(SOON).untilAsserted(() -> assertThat(cid.present()).contains("bob"));
				try (Watcher again = new Watcher(one, "Clinic", "bob")) {
					within(SOON).untilAsserted(() -> assertThat(again.present()).contains("cid"));
				}
			}
			within(SOON).untilAsserted(() -> assertThat(bob.present()).containsExactlyInAnyOrder("ann", "bob"));
			two.kill();
			within(LOSS).untilAsserted(() -> assertThat(ann.present()).contains("ann").doesNotContain("bob"));
			within(SOON).untilAsserted(() -> assertThat(watchers(one, "School")).isEmpty());
			assertThat(one.stop(Duration.ofSeconds(60))).as("ends although somebody watches").isTrue();
		}
	}

	private static List<String> watchers(LocalNode node, String recipient) throws IOException {
		return node.get("/campaigns/" + recipient + "/watchers").valueStream().map(JsonNode::asString).toList();
	}

	private static ConditionFactory within(Duration duration) {
		return Awaitility.await()
			.atMost(duration)
			.pollInterval(Duration.ofMillis(200))
			.ignoreExceptionsInstanceOf(IOException.class);
	}

	/** A browser that watches a campaign. */
	private static final class Watcher implements AutoCloseable {

		private final Set<String> present = ConcurrentHashMap.newKeySet();

		private final CompletableFuture<HttpResponse<Stream<String>>> response;

		private Watcher(LocalNode node, String recipient, String name) {
			URI uri = URI.create(node.url() + "/campaigns/" + recipient + "/live?name=" + name);
			this.response = HttpClient.newHttpClient()
				.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines());
			this.response.thenAcceptAsync((answer) -> answer.body().forEach(this::onLine));
		}

		private void onLine(String line) {
			if (line.startsWith("data:")) {
				JsonNode change = JsonMapper.shared().readTree(line.substring("data:".length()));
				change.path("leaves").forEach((name) -> this.present.remove(name.asString()));
				change.path("joins").forEach((name) -> this.present.add(name.asString()));
			}
		}

		List<String> present() {
			return List.copyOf(this.present);
		}

		@Override
		public void close() {
			this.response.thenAccept((answer) -> answer.body().close());
		}

	}

}
