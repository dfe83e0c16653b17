package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.faults.bare.BareNode;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.host.FaultNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes on machines that nothing but their discovery connects. Three become one cluster,
 * and a fourth finds it, which none of them was told of when it started.
 */
class DiscoveryIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private FaultCluster cluster;

	@BeforeEach
	void needANetwork() {
		Trial.assumeNetwork();
	}

	@AfterEach
	void end() throws IOException {
		if (this.cluster != null) {
			this.cluster.close();
		}
	}

	/** With the platform, where it is asked: it knows the three nodes. */
	private void prepare(String name, Way way, String... properties) throws IOException {
		ClusterPlan plan = way.plan(ClusterPlan.of(Way.NODES, name).withApplication(BareNode.class));
		for (String property : properties) {
			plan = plan.withProperty(property);
		}
		this.cluster = new FaultCluster(plan);
		if (way.asksThePlatform()) {
			this.cluster.startOutside(Platform.class, plan.directory().toString());
			awaitOutside(Platform.READY);
			orderNodes(1, 2, 3);
		}
	}

	private void awaitOutside(String line) {
		await().atMost(PATIENCE).until(() -> this.cluster.log(this.cluster.outside()).lines().anyMatch(line::equals));
	}

	private void order(String order) throws IOException {
		this.cluster.order(this.cluster.outside(), order);
		awaitOutside(order);
	}

	private void orderNodes(int... nodes) throws IOException {
		order("nodes " + String.join(" ", IntStream.of(nodes).mapToObj(FaultNetwork::address).toArray(String[]::new)));
	}

	private void awaitOneCluster(Set<Integer> nodes) {
		assertThat(this.cluster.awaitGroup(nodes, PATIENCE)).as("%s are one cluster", nodes).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "MULTICAST", "KUBERNETES_PODS" })
	void threeThatStartTogetherBecomeOneClusterAndAFourthFindsIt(Way way) throws IOException {
		findEachOther("short-" + way, way, List.of());
	}

	static Stream<Arguments> waysAndOrders() {
		return Stream.of(Way.values())
			.flatMap((way) -> Stream.of(List.of(), List.of(1, 2, 3), List.of(3, 1, 2))
				.map((order) -> Arguments.of(way, order)));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("waysAndOrders")
	@Tag("full")
	void inAnyOrder(Way way, List<Integer> order) throws IOException {
		findEachOther("found-" + way + "-" + order.stream().map(String::valueOf).reduce("", String::concat), way,
				order);
	}

	/** One after another in an order, or all at once without one. */
	private void findEachOther(String name, Way way, List<Integer> order) throws IOException {
		prepare(name, way);
		for (int node : order) {
			this.cluster.start(node);
			this.cluster.awaitReady(node);
		}
		if (order.isEmpty()) {
			for (int node : List.of(1, 2, 3)) {
				this.cluster.start(node);
			}
		}
		awaitOneCluster(Set.of(1, 2, 3));
		if (way.asksThePlatform()) {
			orderNodes(2, 3, 4);
		}
		this.cluster.start(4);
		awaitOneCluster(Set.of(1, 2, 3, 4));
	}

	@Test
	@Tag("full")
	void nodesWaitForAnApiThatIsSlowAndBreaksOffAndForgets() throws IOException {
		prepare("found-late", Way.KUBERNETES_SERVICE, "distsys.discovery.timeout=90s");
		order("feel SLOW");
		for (int node : List.of(1, 2, 3)) {
			this.cluster.start(node);
		}
		order("await 3");
		order("feel CUT");
		order("await 6");
		order("fail 410");
		order("await 9");
		order("feel GOOD");
		awaitOneCluster(Set.of(1, 2, 3));
	}

	@Test
	@Tag("full")
	void nodeThatMayNotListPodsNamesTheRole() throws IOException {
		prepare("refused-role", Way.KUBERNETES_PODS);
		order("fail 403");
		assertThat(lastWordsOf(1)).contains("with 403: the service account of the pod may not list them")
			.contains("Apply docs/kubernetes/rbac.yaml: a Role in the namespace shop with the verb list on pods");
	}

	@Test
	@Tag("full")
	void nodeWhoseNameHasNoRecordsNamesIt() throws IOException {
		prepare("refused-name", Way.DNS, "distsys.discovery.timeout=3s");
		order("nodes");
		assertThat(lastWordsOf(1))
			.contains("There are no addresses of nodes in the A and AAAA records of " + Platform.NAME);
	}

	@Test
	@Tag("full")
	void nodeWithAnotherSecretIsToldSoAndTheOthersSayIt() throws IOException {
		prepare("refused-secret", Way.TCP_IP, "distsys.security.secret=a-secret-of-nobody-but-${faults.node}");
		this.cluster.start(1);
		this.cluster.awaitReady(1);
		assertThat(lastWordsOf(2)).contains("10.99.0.1:5701 (the secret differs)");
		assertThat(this.cluster.log(1)).contains("Connection between nodes refused from=/10.99.0.2:")
			.contains("reason=the secret differs");
	}

	private String lastWordsOf(int node) throws IOException {
		this.cluster.start(node);
		this.cluster.awaitEnd(node);
		return this.cluster.log(node);
	}

	@Test
	@Tag("full")
	void nodeThatIsCutOffSaysWhereNobodyAnsweredAndComesInLater() throws IOException {
		prepare("cut-tcp", Way.TCP_IP);
		aloneUntilHealed("No other node answered at [10.99.0.1, 10.99.0.2, 10.99.0.3].");
	}

	@Test
	@Tag("full")
	void nodeThatHearsNoMulticastSaysSoAndComesInLater() throws IOException {
		prepare("cut-multicast", Way.MULTICAST);
		aloneUntilHealed("No other node was heard by multicast at 224.2.2.3:54327.");
	}

	private void aloneUntilHealed(String warning) throws IOException {
		this.cluster.cut(Set.of(3), Set.of(1, 2));
		for (int node : List.of(1, 2, 3)) {
			this.cluster.start(node);
		}
		this.cluster.awaitReady(3);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.cluster.log(3)).contains(warning));
		this.cluster.heal();
		awaitOneCluster(Set.of(1, 2, 3));
	}

}
