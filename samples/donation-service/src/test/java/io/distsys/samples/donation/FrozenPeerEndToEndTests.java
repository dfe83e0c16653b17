package io.distsys.samples.donation;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.distsys.samples.donation.local.LocalCluster;
import io.distsys.samples.donation.local.LocalNode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stops the process of one of three nodes of the packaged service, by SIGSTOP: its
 * connections stay, and nothing answers. Whoever asks another node must not notice more
 * than that something is missing.
 */
class FrozenPeerEndToEndTests {

	private static final Path JAR = Path.of(System.getProperty("donation-service.jar", "target/donation-service.jar"));

	private static final Path LOGS = Path.of(System.getProperty("donation-service.logs", "target/end-to-end"))
		.resolve("frozen");

	private static final Duration START = Duration.ofSeconds(240);

	private static final String HEALTH = "/actuator/health/cluster";

	private static final String CLUSTER = "/actuator/cluster";

	private static final List<String> HEALTH_PARTS = List.of("membership", "quorum", "consensus", "partitions",
			"singletons", "workers");

	/** Those that need what the other nodes say. */
	private static final List<String> ASKING_PARTS = List.of("nodes", "singletons", "workers", "topics", "services",
			"rebalance", "events");

	private static final String TOTALS = CLUSTER + "/singletons/donation-totals";

	private static final int ROUNDS = 3;

	private static final Duration HEALTH_BOUND = Duration.ofSeconds(1);

	private static final Duration ENDPOINT_BOUND = Duration.ofSeconds(2);

	/**
	 * Hazelcast is not to notice before all has been asked: until then the peer is one.
	 */
	private static final String NOTICED_LATE = "--distsys.failure-detection.timeout=120s";

	@Test
	void healthAndEndpointAnswerInTimeAndNameTheFrozenNode() throws IOException {
		try (LocalCluster cluster = new LocalCluster(JAR, LOGS,
				List.of("--distsys.cluster.expected-size=3", NOTICED_LATE))) {
			try {
				ask(cluster);
			}
			catch (IOException | RuntimeException | Error ex) {
				System.out.println(cluster.dump());
				throw ex;
			}
		}
	}

	private static void ask(LocalCluster cluster) throws IOException {
		LocalNode asked = cluster.start();
		cluster.start();
		LocalNode frozen = cluster.start();
		within(START).untilAsserted(() -> {
			for (LocalNode node : cluster.running()) {
				assertThat(node.get(HEALTH).path("status").asString()).isEqualTo("UP");
				assertThat(node.get(CLUSTER + "/nodes").path("nodes")).hasSize(3);
			}
		});
		List<String> parts = asked.get(CLUSTER)
			.propertyNames()
			.stream()
			.filter((name) -> !name.equals("node"))
			.toList();
		askForEverything(asked, parts); // The first answer of a JVM is slow.
		frozen.freeze();
		try {
			Map<String, Duration> took = medians(asked, parts);
			System.out.println("answered beside a frozen node within " + took);
			took.forEach((path, time) -> assertThat(time).as(path)
				.isLessThan(path.startsWith(HEALTH) ? HEALTH_BOUND : ENDPOINT_BOUND));
			JsonNode all = asked.get(CLUSTER);
			assertThat(names(all.path("unanswered"))).containsExactly(frozen.name());
			assertThat(all.path("nodes").valueStream().filter((node) -> !node.has("report")))
				.extracting((node) -> node.path("name").asString())
				.containsExactly(frozen.name());
			for (String part : ASKING_PARTS) {
				assertThat(names(asked.get(CLUSTER + "/" + part).path("unanswered"))).as(part)
					.containsExactly(frozen.name());
			}
			assertThat(names(asked.get(TOTALS).path("unanswered"))).containsExactly(frozen.name());
		}
		finally {
			frozen.thaw();
		}
		within(START).untilAsserted(() -> assertThat(asked.get(CLUSTER).path("unanswered")).isEmpty());
	}

	/** How long each took; a status may be 503, for the frozen node may have led. */
	private static Map<String, Duration> askForEverything(LocalNode node, List<String> parts) throws IOException {
		List<String> paths = new ArrayList<>(List.of(HEALTH, CLUSTER));
		HEALTH_PARTS.forEach((part) -> paths.add(HEALTH + "/" + part));
		parts.stream().filter((part) -> !part.equals("unanswered")).forEach((part) -> paths.add(CLUSTER + "/" + part));
		Map<String, Duration> took = new TreeMap<>();
		for (String path : paths) {
			long from = System.nanoTime();
			HttpResponse<String> answer = node.answer(path);
			took.put(path, Duration.ofNanos(System.nanoTime() - from));
			assertThat(answer.statusCode()).as(path).isIn(200, 503);
			assertThat(JsonMapper.shared().readTree(answer.body()).size()).as(path).isPositive();
		}
		return took;
	}

	/** Who waits for the frozen node does so each time, a busy machine does not. */
	private static Map<String, Duration> medians(LocalNode node, List<String> parts) throws IOException {
		Map<String, List<Duration>> rounds = new TreeMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			askForEverything(node, parts)
				.forEach((path, time) -> rounds.computeIfAbsent(path, (key) -> new ArrayList<>()).add(time));
		}
		Map<String, Duration> medians = new TreeMap<>();
		rounds.forEach((path, times) -> medians.put(path, times.stream().sorted().toList().get(ROUNDS / 2)));
		return medians;
	}

	private static List<String> names(JsonNode array) {
		return array.valueStream().map(JsonNode::asString).toList();
	}

	private static ConditionFactory within(Duration duration) {
		return Awaitility.await()
			.atMost(duration)
			.pollInterval(Duration.ofMillis(200))
			.ignoreExceptionsInstanceOf(IOException.class);
	}

}
