package io.distsys.samples.donation;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.samples.donation.local.LocalCluster;
import io.distsys.samples.donation.local.LocalNode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The load-balanced clients of the packaged service call its nodes, each a process of its
 * own, and no longer one that was killed or hangs.
 */
class LoadBalancedEndToEndTests {

	private static final Path JAR = Path.of(System.getProperty("donation-service.jar", "target/donation-service.jar"));

	private static final Path LOGS = Path.of(System.getProperty("donation-service.logs", "target/end-to-end"))
		.resolve("load-balanced");

	private static final Duration START = Duration.ofSeconds(240);

	/** The default of distsys.failure-detection.timeout. */
	private static final Duration DETECTION = Duration.ofSeconds(5);

	/**
	 * A heartbeat or two, the call that is under way, and a machine that stands still:
	 * who has not run himself for half of the time above begins it anew.
	 */
	private static final Duration MARGIN = Duration.ofSeconds(10);

	/** Its clients wait half a second, which a living node may need on a busy machine. */
	private static final Duration SETTLING = Duration.ofSeconds(60);

	private static final int CALLS_OF_EACH = 3;

	/** Each node is called thrice, even if other requests take their turns. */
	private static final int ROUND = 3 * CALLS_OF_EACH;

	@ParameterizedTest
	@ValueSource(strings = { "/nodes/any/donors", "/nodes/any/donors?reactive" })
	void nodesAreCalledInTurnUntilTheyAreKilledOrHang(String path) throws IOException {
		try (LocalCluster cluster = new LocalCluster(JAR, LOGS.resolve(path.contains("?") ? "reactive" : "blocking"),
				List.of("--distsys.cluster.expected-size=3",
						// Old answers would be given for longer than the test waits.
						"--spring.cloud.loadbalancer.cache.ttl=10m"))) {
			try {
				call(cluster, path);
			}
			catch (IOException | RuntimeException | Error ex) {
				System.out.println(cluster.dump());
				throw ex;
			}
		}
	}

	private static void call(LocalCluster cluster, String path) throws IOException {
		LocalNode caller = cluster.start();
		LocalNode hung = cluster.start();
		LocalNode killed = cluster.start();
		within(START).untilAsserted(() -> assertThat(round(caller, path)).isEqualTo(names(cluster)));

		killed.kill();
		Duration dropped = lastFailure(caller, path, System.nanoTime(), DETECTION);
		System.out.println("last called " + dropped.toMillis() + " ms after the kill, by " + path);
		within(SETTLING).untilAsserted(
				() -> assertThat(round(caller, path)).isEqualTo(names(cluster)).doesNotContain(killed.name()));

		hung.freeze();
		try {
			dropped = lastFailure(caller, path, System.nanoTime(), DETECTION.plus(MARGIN));
			System.out.println("last called " + dropped.toMillis() + " ms after it hung, by " + path);
			within(SETTLING).untilAsserted(() -> assertThat(round(caller, path)).containsExactly(caller.name()));
		}
		finally {
			hung.thaw();
		}
		within(START).untilAsserted(() -> assertThat(round(caller, path)).isEqualTo(names(cluster)));
	}

	/**
	 * When a call of the node that is gone failed last. Of a round in which it is called
	 * in its turn three calls fail; fewer may be calls of a living node that is late.
	 * @param bound until when such a round may last
	 */
	private static Duration lastFailure(LocalNode caller, String path, long goneAt, Duration bound) throws IOException {
		Duration last = Duration.ZERO;
		List<Duration> failed;
		do {
			failed = failures(caller, path, goneAt);
			last = failed.isEmpty() ? last : failed.get(failed.size() - 1);
			if (failed.size() >= CALLS_OF_EACH) {
				assertThat(last).as("A node that is gone is still called").isLessThan(bound);
			}
		}
		while (failed.size() >= CALLS_OF_EACH);
		return last;
	}

	/** When calls of one round failed. */
	private static List<Duration> failures(LocalNode caller, String path, long goneAt) throws IOException {
		List<Duration> failed = new ArrayList<>();
		for (int i = 0; i < ROUND; i++) {
			if (caller.answer(path).statusCode() != 200) {
				failed.add(Duration.ofNanos(System.nanoTime() - goneAt));
			}
		}
		return failed;
	}

	/** Who answers when the node calls any, nine times. */
	private static Set<String> round(LocalNode caller, String path) throws IOException {
		Set<String> names = new HashSet<>();
		for (int i = 0; i < ROUND; i++) {
			HttpResponse<String> answer = caller.answer(path);
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
			names.add(JsonMapper.shared().readTree(answer.body()).path("nodeName").asString());
		}
		return names;
	}

	private static Set<String> names(LocalCluster cluster) {
		return cluster.running().stream().map(LocalNode::name).collect(Collectors.toSet());
	}

	private static ConditionFactory within(Duration duration) {
		return Awaitility.await()
			.atMost(duration)
			.pollInterval(Duration.ofMillis(200))
			.ignoreExceptionsInstanceOf(IOException.class);
	}

}
