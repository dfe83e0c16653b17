package io.distsys.applications;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.PartitionService;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.docs.CallsApplication.Accounting;
import io.distsys.docs.CallsApplication.Office;
import io.distsys.docs.CallsApplication.Reports;
import io.distsys.docs.CallsApplication.ReportsOfThisNode;
import io.distsys.docs.CallsApplication.ServicesOfOthers;
import io.distsys.rpc.CallResult;
import io.distsys.rpc.RemoteServices;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The application of {@code docs/calls.md} on two nodes. */
@Timeout(180)
class CallsIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	/** Those of other tests are in the same package. */
	private static final String WITHOUT_WORKERS = "distsys.worker.enabled=false";

	@RegisterExtension
	final Applications applications = new Applications("calls", 18241);

	@Test
	void nodesCallEachOtherGuardedAsResilience4jIsConfigured() {
		ConfigurableApplicationContext first = this.applications.start(ReportingApplication.class, "a",
				"resilience4j.circuitbreaker.configs.remote-services.sliding-window-size=17",
				"resilience4j.retry.instances.Reports.max-attempts=4",
				"resilience4j.timelimiter.configs.Reports.timeout-duration=5s", WITHOUT_WORKERS);
		ConfigurableApplicationContext second = this.applications.start(ReportingApplication.class, "b",
				"distsys.cluster.roles=reports", WITHOUT_WORKERS);
		NodeId a = first.getBean(Cluster.class).self().id();
		NodeId b = second.getBean(Cluster.class).self().id();
		Office office = first.getBean(Office.class);
		await().atMost(LONG).untilAsserted(() -> assertThat(office.ask("May")).isEqualTo("Report of May"));
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(office.askTheOwnerOf("ann", "May")).isEqualTo("Report of May"));
		assertThat(office.askAt("b", "May")).isEqualTo("Report of May");
		Map<UUID, NodeId> members = Map.of(memberOf(first), a, memberOf(second), b);
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(ownersThatRan(first)).isEqualTo(ownersOfKeys(first, members)));
		assertThat(ownersThatRan(first).values()).as("of twenty keys each node owns some").contains(a, b);
		assertThat(first.getBean(Accounting.class).close("May")).isEqualTo("Report of May is closed");
		Map<NodeId, CallResult<String>> all = office.askAll("June");
		assertThat(all).containsOnlyKeys(a, b)
			.allSatisfy((node, result) -> assertThat(result.orElseThrow()).isEqualTo("Report of June"));
		assertThat(office.clearAll()).isEqualTo(2);
		assertThat(first.getBean(CircuitBreakerRegistry.class).circuitBreaker("Reports@b").getCircuitBreakerConfig())
			.satisfies((config) -> assertThat(config.getSlidingWindowSize()).isEqualTo(17));
		assertThat(first.getBean(RetryRegistry.class).retry("Reports").getRetryConfig().getMaxAttempts()).isEqualTo(4);
		second.close();
		await().atMost(LONG).until(() -> !first.getBean(Cluster.class).view().contains(b));
		CallResult<String> gone = first.getBean(RemoteServices.class)
			.of(Reports.class)
			.onNode(b)
			.call((reports) -> reports.monthly("May"));
		assertThat(gone).isInstanceOf(CallResult.NoSuchNode.class);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> office.ask("May"))
			.withMessageContaining("a node of the role 'reports'");
		await().atMost(LONG)
			.untilAsserted(
					() -> assertThat(List.copyOf(first.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers()))
						.extracting((breaker) -> breaker.getName())
						.doesNotContain("Reports@b"));
	}

	private static UUID memberOf(ConfigurableApplicationContext node) {
		return node.getBean(HazelcastInstance.class).getCluster().getLocalMember().getUuid();
	}

	private static Stream<String> keys() {
		return IntStream.range(0, 20).mapToObj((number) -> "customer " + number);
	}

	/** On which node a call to the owner of each key ran. */
	private static Map<String, NodeId> ownersThatRan(ConfigurableApplicationContext asker) {
		return keys().collect(Collectors.toMap((key) -> key, (key) -> {
			CallResult<String> result = asker.getBean(RemoteServices.class)
				.of(Reports.class)
				.onOwnerOf(key)
				.call((reports) -> reports.monthly("May"));
			assertThat(result).isInstanceOf(CallResult.Value.class);
			return ((CallResult.Value<String>) result).node();
		}));
	}

	/** Which node has the partition of each key. */
	private static Map<String, NodeId> ownersOfKeys(ConfigurableApplicationContext node, Map<UUID, NodeId> members) {
		PartitionService partitions = node.getBean(HazelcastInstance.class).getPartitionService();
		return keys().collect(Collectors.toMap((key) -> key,
				(key) -> members.get(partitions.getPartition(key).getOwner().getUuid())));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ ReportsOfThisNode.class, ServicesOfOthers.class, Accounting.class, Office.class })
	static class ReportingApplication {

	}

}
