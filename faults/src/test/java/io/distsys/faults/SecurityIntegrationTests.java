package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.distsys.faults.bare.BareNode;
import io.distsys.faults.check.Vacancy;
import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.host.FaultNetwork;
import io.distsys.faults.node.Resources;
import io.distsys.hazelcast.Stranger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three nodes that have a secret work while strangers come to their ports: nothing of
 * what they own moves, and calls are answered as before.
 */
@Tag("full")
class SecurityIntegrationTests {

	private static final String SECRET = "the-secret-of-the-three";

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Duration CALM = Duration.ofSeconds(5);

	/** Of a lease of 10 s. */
	private static final Duration LONGEST_VACANCY = Duration.ofSeconds(5);

	/** With leases so long that a busy machine does not end them. */
	private static final ClusterPlan PLAN = ClusterPlan.of(3, "strangers")
		.withProperty("distsys.security.secret=" + SECRET)
		.withProperty("distsys.lease.ttl=10s")
		.withProperty("distsys.lease.renewal-interval=2s");

	@Test
	void strangersDoNotDisturb() throws IOException {
		Trial.run(PLAN, (cluster) -> {
			awaitRest(cluster);
			work(cluster, "nobody comes", () -> FaultCluster.sleep(Duration.ofSeconds(10)));
			work(cluster, "strangers come", () -> letStrangersCome(cluster));
			work(cluster, "a node has another secret", () -> letANodeComeWithAnotherSecret(cluster));
			work(cluster, "a node is of another cluster", () -> letANodeOfAnotherClusterCome(cluster));
			for (int node : cluster.nodes()) {
				assertThat(cluster.log(node)).doesNotContain("A gadget was read", "OutOfMemoryError");
			}
		});
	}

	/** Everything stays where it is, and operations are answered. */
	private static void work(FaultCluster cluster, String what, Disturbance disturbance) throws IOException {
		long begin = System.nanoTime();
		disturbance.happen();
		long end = System.nanoTime();
		List<Event> events = cluster.watch().whole();
		double seconds = (end - begin) / 1e9;
		long calls = count(events, begin, end, EventKind.WROTE);
		long numbers = count(events, begin, end, EventKind.RETURNED);
		List<Vacancy> vacancies = Vacancy.of(events, Resources.planned(), begin, end);
		System.err.printf(Locale.ROOT,
				"While %s, %.1f s: %.0f calls and %.0f operations on numbers a second, %d failed; longest without an"
						+ " owner: %s%n",
				what, seconds, calls / seconds, numbers / seconds, count(events, begin, end, EventKind.FAILED),
				vacancies.stream().findFirst().map(Vacancy::toString).orElse("none"));
		assertThat(calls).as("calls while %s", what).isPositive();
		assertThat(numbers).as("operations on numbers while %s", what).isPositive();
		assertThat(moves(events)).as("what has moved while %s", what).noneMatch((event) -> isWithin(event, begin, end));
		assertThat(vacancies).as("while %s", what)
			.allSatisfy((vacancy) -> assertThat(vacancy.time()).isLessThan(LONGEST_VACANCY));
	}

	private static List<Event> moves(List<Event> events) {
		Set<String> planned = Resources.planned();
		return events.stream()
			.filter((event) -> event.kind() == EventKind.ACQUIRED && planned.contains(event.resource()))
			.toList();
	}

	/** Until nodes that have just come are given nothing more. */
	private static void awaitRest(FaultCluster cluster) {
		await().atMost(PATIENCE)
			.until(() -> moves(cluster.events()).stream()
				.noneMatch((event) -> System.nanoTime() - event.at() < CALM.toNanos()));
	}

	private static long count(List<Event> events, long begin, long end, EventKind kind) {
		return events.stream().filter((event) -> isWithin(event, begin, end) && event.kind() == kind).count();
	}

	private static boolean isWithin(Event event, long begin, long end) {
		return event.from() >= begin && event.at() <= end;
	}

	private static void letStrangersCome(FaultCluster cluster) throws IOException {
		cluster.startOutside(Strangers.class,
				cluster.nodes().stream().map(FaultNetwork::address).toArray(String[]::new));
		await().atMost(PATIENCE).until(() -> cluster.log(cluster.outside()).endsWith(Strangers.DONE + "\n"));
		String said = cluster.log(cluster.outside());
		said.lines().filter((line) -> line.contains(" refused within ")).forEach(System.err::println);
		int times = Strangers.ROUNDS * cluster.nodes().size();
		for (Stranger.Probe probe : Stranger.probes()) {
			assertThat(said).contains(probe.name() + ": " + times + " refused");
		}
		assertThat(said).contains("five megabytes behind a greeting: " + times + " refused", "gadget: " + times,
				"HazelcastClient: " + cluster.nodes().size() + " refused",
				"idle connections: " + Strangers.IDLE + " refused", Strangers.DONE);
	}

	private static void letANodeComeWithAnotherSecret(FaultCluster cluster) throws IOException {
		startNodeOutside(cluster, "distsys.security.secret=a-secret-of-the-stranger", "distsys.cluster.name=faults");
		cluster.awaitEnd(cluster.outside());
		assertThat(cluster.log(cluster.outside())).contains("(the secret differs)");
	}

	private static void letANodeOfAnotherClusterCome(FaultCluster cluster) throws IOException {
		startNodeOutside(cluster, "distsys.security.secret=" + SECRET, "distsys.cluster.name=others");
		await().atMost(PATIENCE)
			.until(() -> cluster.log(cluster.outside()).contains("No other node answered at [10.99.0.1"));
		cluster.kill(cluster.outside());
		assertThat(cluster.log(cluster.outside())).contains("Members {size:1, ver:1}");
	}

	private static void startNodeOutside(FaultCluster cluster, String... properties) throws IOException {
		String address = FaultNetwork.address(cluster.outside());
		cluster.startOutside(BareNode.class, "--faults.history=" + PLAN.directory().resolve("outside.txt"),
				"--faults.register=none", "--faults.node=outside", "--faults.life=1",
				"--distsys.network.bind-address=" + address,
				"--distsys.discovery.tcp-ip.members=" + FaultNetwork.address(1) + "," + FaultNetwork.address(2),
				"--" + properties[0], "--" + properties[1]);
	}

	/** What happens to the nodes. */
	private interface Disturbance {

		void happen() throws IOException;

	}

}
