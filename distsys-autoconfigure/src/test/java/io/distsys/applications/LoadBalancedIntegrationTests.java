package io.distsys.applications;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cloud.BalancedApplication;
import io.distsys.cloud.ClusterDiscoveryClient;
import io.distsys.cloud.ClusterReactiveDiscoveryClient;
import io.distsys.cloud.ClusterServiceRegistry;
import io.distsys.cluster.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nodes call each other by the name of their service. */
class LoadBalancedIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final int ROUNDS = 12;

	@RegisterExtension
	final Applications applications = new Applications("balanced", 17921);

	private final RestClient direct = RestClient.create();

	private ConfigurableApplicationContext start(String service, String name, String... properties) {
		return this.applications
			.start(new SpringApplicationBuilder(BalancedApplication.class).web(WebApplicationType.SERVLET)
				.properties("spring.application.name=" + service, "server.port=0", "server.shutdown=immediate",
						// Old answers would be given for as long as the test may last.
						"spring.cloud.loadbalancer.cache.ttl=10m", "distsys.shutdown.timeout=3s")
				.properties(properties), name);
	}

	private static List<ServiceInstance> seen(ConfigurableApplicationContext by, String service) {
		return by.getBean(DiscoveryClient.class).getInstances(service);
	}

	private static void awaitSeen(ConfigurableApplicationContext by, String service, String... names) {
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(seen(by, service)).extracting((instance) -> name(instance))
				.containsExactlyInAnyOrder(names));
	}

	private static String name(ServiceInstance instance) {
		return instance.getMetadata().getOrDefault("node-name", "");
	}

	/** Who answers when one node calls "somebody" a few times. */
	private Set<String> answering(ConfigurableApplicationContext node) {
		Set<String> names = new HashSet<>();
		for (int i = 0; i < ROUNDS; i++) {
			String port = node.getEnvironment().getRequiredProperty("local.server.port");
			names.add(this.direct.get()
				.uri("http://127.0.0.1:" + port + "/somebody")
				.retrieve()
				.requiredBody(String.class));
		}
		return names;
	}

	@Test
	void loadBalancerCallsTheNodesOfAServiceAndDropsThoseThatAreKilledOrLeave() {
		ConfigurableApplicationContext caller = start("reports", "r");
		AtomicInteger heartbeats = new AtomicInteger();
		caller.addApplicationListener((ApplicationListener<HeartbeatEvent>) (event) -> heartbeats.incrementAndGet());
		ConfigurableApplicationContext killed = start("donations", "d1");
		ConfigurableApplicationContext leaving = start("donations", "d2");
		ConfigurableApplicationContext staying = start("donations", "d3");
		for (ConfigurableApplicationContext node : this.applications.all()) {
			awaitSeen(node, "donations", "d1", "d2", "d3");
			awaitSeen(node, "REPORTS", "r");
			assertThat(node.getBean(DiscoveryClient.class).getServices()).containsExactly("donations", "reports");
		}
		await().atMost(LONG).ignoreExceptions().until(() -> answering(caller).equals(Set.of("d1", "d2", "d3")));
		await().atMost(LONG).until(() -> heartbeats.get() > 0);

		// Its web server still answers: only the cluster knows that it is gone.
		killed.getBean(HazelcastInstance.class).getLifecycleService().terminate();
		awaitSeen(caller, "donations", "d2", "d3");
		await().atMost(LONG).ignoreExceptions().until(() -> answering(caller).equals(Set.of("d2", "d3")));

		leaving.close();
		// It has said so before its web server closed: nobody has to notice anything.
		await().atMost(LONG).until(() -> caller.getBean(Cluster.class).view().named("d2").isEmpty());
		awaitSeen(caller, "donations", "d3");
		awaitSeen(staying, "donations", "d3");
		await().atMost(LONG).ignoreExceptions().until(() -> answering(caller).equals(Set.of("d3")));
	}

	@Test
	void instanceSaysHowItIsCalledAndWhatItIs() {
		ConfigurableApplicationContext one = start("donations", "one");
		ConfigurableApplicationContext other = start("donations", "other", "distsys.cluster.zone=a",
				"distsys.cluster.region=north", "distsys.cluster.version=1.2", "distsys.cluster.roles=web,batch",
				"server.servlet.context-path=/gifts", "distsys.spring-cloud.metadata.colour=green");
		awaitSeen(one, "donations", "one", "other");
		int port = other.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		String id = other.getBean(Cluster.class).self().id().toString();
		ServiceInstance instance = seen(one, "donations").stream()
			.filter((candidate) -> name(candidate).equals("other"))
			.findFirst()
			.orElseThrow();
		assertThat(instance.getPort()).isEqualTo(port);
		assertThat(instance.getUri()).hasToString("http://127.0.0.1:" + port);
		assertThat(instance.getInstanceId()).isEqualTo(id);
		assertThat(instance.getMetadata()).isEqualTo(Map.of("node-id", id, "node-name", "other", "zone", "a", "region",
				"north", "version", "1.2", "roles", "batch,web", "context-path", "/gifts", "colour", "green"));
		assertThat(one.getBean(ClusterReactiveDiscoveryClient.class)
			.getInstances("donations")
			.map(ServiceInstance::getInstanceId)
			.collectList()
			.block(LONG)).contains(id);
		assertThat(one.getBeansOfType(ClusterDiscoveryClient.class)).hasSize(1);
	}

	@Test
	void instanceThatIsOutOfServiceIsNotCalled() {
		ConfigurableApplicationContext one = start("donations", "one");
		ConfigurableApplicationContext other = start("donations", "other");
		awaitSeen(one, "donations", "one", "other");
		ClusterServiceRegistry registry = other.getBean(ClusterServiceRegistry.class);
		Registration registration = other.getBean(Registration.class);
		registry.setStatus(registration, "OUT_OF_SERVICE");
		awaitSeen(one, "donations", "one");
		awaitSeen(other, "donations", "one");
		assertThat(registry.<String>getStatus(registration)).isEqualTo("OUT_OF_SERVICE");
		registry.setStatus(registration, "UP");
		awaitSeen(one, "donations", "one", "other");
		registry.deregister(registration);
		awaitSeen(one, "donations", "one");
		assertThat(registry.<String>getStatus(registration)).isEqualTo("UNKNOWN");
	}

}
