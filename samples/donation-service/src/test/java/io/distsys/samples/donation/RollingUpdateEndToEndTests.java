package io.distsys.samples.donation;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.distsys.samples.donation.local.ClusterStatus;
import io.distsys.samples.donation.local.DonationLoad;
import io.distsys.samples.donation.local.LocalCluster;
import io.distsys.samples.donation.local.LocalNode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replaces the three nodes of the packaged service one after another, each by SIGTERM and
 * a new process, while donations are given without a pause. The lease is long, so that a
 * machine that stands still for a moment is not taken for a crash, which accounts that
 * are in memory only do not survive.
 */
class RollingUpdateEndToEndTests {

	private static final Path JAR = Path.of(System.getProperty("donation-service.jar", "target/donation-service.jar"));

	private static final Path LOGS = Path.of(System.getProperty("donation-service.logs", "target/end-to-end"))
		.resolve("rolling-update");

	private static final Duration START = Duration.ofSeconds(240);

	/** No node is lost here: one that stands still for a while goes on. */
	private static final String PATIENCE = "--distsys.failure-detection.timeout=60s";

	@Test
	void noRequestAndNoDonationIsLostAndTheSingletonMovesTwiceAtMost() throws IOException {
		try (LocalCluster cluster = new LocalCluster(JAR, LOGS,
				List.of("--distsys.cluster.expected-size=3", "--distsys.lease.ttl=10s", PATIENCE))) {
			try {
				update(cluster);
			}
			catch (IOException | RuntimeException | Error ex) {
				System.out.println(cluster.dump());
				throw ex;
			}
		}
	}

	private static void update(LocalCluster cluster) throws IOException {
		for (int i = 0; i < 3; i++) {
			cluster.start("--distsys.cluster.version=1.9");
		}
		List<LocalNode> old = cluster.running();
		awaitComplete(cluster);
		DonationLoad load = new DonationLoad(cluster);
		try (load) {
			for (LocalNode leaving : old) {
				assertThat(leaving.stop(Duration.ofSeconds(60))).as("the end of " + leaving).isTrue();
				cluster.start("--distsys.cluster.version=1.10");
				awaitComplete(cluster);
			}
		}
		int moves = activations(old.size() * 2) - 1;
		System.out.println("given " + load.given() + " donations, connections refused " + load.refused() + ", failed "
				+ load.failures().size() + ", moves of the singleton " + moves);
		assertThat(load.failures()).isEmpty();
		assertThat(load.given()).isPositive();
		assertThat(moves).isLessThanOrEqualTo(2);
		assertTotals(cluster, load.given());
	}

	private static void awaitComplete(LocalCluster cluster) {
		List<String> names = cluster.running().stream().map(LocalNode::name).toList();
		Awaitility.await()
			.atMost(START)
			.pollInterval(Duration.ofMillis(200))
			.ignoreExceptionsInstanceOf(IOException.class)
			.untilAsserted(() -> {
				for (LocalNode node : cluster.running()) {
					assertThat(node.get("/actuator/health/readiness").path("status").asString()).isEqualTo("UP");
					ClusterStatus status = ClusterStatus.of(node);
					assertThat(status.isComplete(names)).as(node + " sees " + status).isTrue();
				}
			});
	}

	private static int activations(int nodes) throws IOException {
		int count = 0;
		for (int i = 1; i <= nodes; i++) {
			try (Stream<String> lines = Files.lines(LOGS.resolve("node-" + i + ".log"))) {
				count += (int) lines
					.filter((line) -> line.contains("Singleton is active here name=" + DonationTotals.NAME))
					.count();
			}
		}
		return count;
	}

	private static void assertTotals(LocalCluster cluster, int given) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(200))
			.ignoreExceptionsInstanceOf(IOException.class)
			.untilAsserted(() -> {
				JsonNode report = cluster.running().get(0).get("/donations/report");
				assertThat(report.path("count").asInt()).isEqualTo(given);
				assertThat(report.path("sum").decimalValue())
					.isEqualByComparingTo(DonationLoad.AMOUNT.multiply(BigDecimal.valueOf(given)));
			});
	}

}
