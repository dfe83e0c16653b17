package io.distsys.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.distsys.actuate.ClusterHealthContributor;
import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/** Health of a node, started and all, in whose view is one that never answers. */
class ClusterHealthTests {

	/** A part that waits does so each time, a machine that stands still does not. */
	private static final Duration AT_ONCE = Duration.ofSeconds(1);

	private static final Duration LONG = Duration.ofSeconds(50);

	private static final NodeId SILENT = new NodeId(0, 2);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LibraryAutoConfigurations.all()))
		.withConfiguration(AutoConfigurations.of(HealthContributorAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withUserConfiguration(SilentPeerConfiguration.class)
		.withPropertyValues("distsys.cluster.expected-size=2", "management.endpoint.health.show-details=always",
				"management.endpoints.web.exposure.include=*");

	@Test
	@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void noPartWaitsForANodeThatDoesNotAnswerOrEvenAsksIt() {
		this.runner.run((context) -> {
			ClusterHealthContributor health = context.getBean(ClusterHealthContributor.class);
			SilentTransport transport = context.getBean(SilentTransport.class);
			await().atMost(LONG).until(() -> !transport.senders.isEmpty());
			List<String> names = new ArrayList<>();
			health.forEach((part) -> {
				names.add(part.name());
				HealthIndicator indicator = (HealthIndicator) part.contributor();
				await().pollInSameThread()
					.atMost(LONG)
					.untilAsserted(
							() -> assertThat(assertTimeout(AT_ONCE, () -> indicator.health(), part.name()).getDetails())
								.as(part.name())
								.isNotEmpty());
			});
			assertThat(names).containsExactly("membership", "quorum", "consensus", "partitions", "singletons",
					"workers");
			assertThat(transport.senders).doesNotContain(Thread.currentThread());
		});
	}

	@Test
	void withoutAMajorityTheWholeIsOutOfServiceAndSaysWhy() {
		this.runner.run((context) -> {
			HealthDescriptor whole = health(context, "cluster");
			assertThat(whole.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health(context, "cluster", "quorum").getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health(context, "cluster", "membership").getStatus()).isEqualTo(Status.UP);
			assertThat(health(context, "cluster", "consensus").getStatus())
				.isEqualTo(ClusterHealthContributor.DEGRADED);
			assertThat(components(whole)).containsOnlyKeys("membership", "quorum", "consensus", "partitions",
					"singletons", "workers");
		});
	}

	@Test
	void onePartCanBeMadeAPartOfReadiness() {
		this.runner
			.withPropertyValues("management.endpoint.health.group.traffic.include=cluster/quorum",
					"management.endpoint.health.group.all.include=cluster/membership")
			.run((context) -> {
				HealthDescriptor traffic = health(context, "traffic");
				assertThat(traffic.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
				assertThat(components(components(traffic).get("cluster"))).containsOnlyKeys("quorum");
				assertThat(health(context, "all").getStatus()).isEqualTo(Status.UP);
			});
	}

	private static HealthDescriptor health(AssertableApplicationContext context, String... path) {
		HealthDescriptor health = context.getBean(HealthEndpoint.class).healthForPath(path);
		assertThat(health).isNotNull();
		return health;
	}

	private static Map<String, HealthDescriptor> components(HealthDescriptor health) {
		assertThat(health).isInstanceOf(CompositeHealthDescriptor.class);
		return ((CompositeHealthDescriptor) health).getComponents();
	}

	@Configuration(proxyBeanMethods = false)
	public static class SilentPeerConfiguration extends SingleNodeConfiguration {

		@Bean
		@Override
		Transport clusterTransport() {
			return new SilentTransport();
		}

		@Bean
		Node silentPeer(ClusterMembership membership) {
			Node peer = new Node(SILENT, "silent", "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
			membership.appeared(peer);
			return peer;
		}

	}

	/** Takes everything and answers nothing. */
	static final class SilentTransport implements Transport {

		final List<Thread> senders = new CopyOnWriteArrayList<>();

		@Override
		public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
			this.senders.add(Thread.currentThread());
			return new CompletableFuture<>();
		}

		@Override
		public void receive(FrameReceiver receiver) {
		}

	}

}
