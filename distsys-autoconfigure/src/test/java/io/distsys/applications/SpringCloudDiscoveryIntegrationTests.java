package io.distsys.applications;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.cluster.Cluster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nodes find each other by a registry of services. */
class SpringCloudDiscoveryIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(2);

	private static final int PORT = 17931;

	@RegisterExtension
	final Applications applications = new Applications("by-registry", PORT);

	private ConfigurableApplicationContext start(Class<?> application, String name, String... properties) {
		String[] all = new String[properties.length + 3];
		all[0] = "spring.application.name=donations";
		all[1] = "distsys.discovery.type=spring-cloud";
		all[2] = "distsys.network.bind-address=127.0.0.1";
		System.arraycopy(properties, 0, all, 3, properties.length);
		return this.applications.start(application, name, all);
	}

	private static int nodes(ConfigurableApplicationContext node) {
		return node.getBean(Cluster.class).view().nodes().size();
	}

	@Test
	void nodesFindEachOtherInAListOfProperties() {
		String instance = "spring.cloud.discovery.client.simple.instances.donations";
		String[] registered = { instance + "[0].host=127.0.0.1", instance + "[0].metadata.distsys-port=" + PORT,
				instance + "[1].host=127.0.0.1", instance + "[1].metadata.distsys-port=" + (PORT + 1) };
		ConfigurableApplicationContext first = start(Plain.class, "first", registered);
		ConfigurableApplicationContext second = start(Plain.class, "second", registered);
		await().atMost(LONG).until(() -> nodes(first) == 2 && nodes(second) == 2);
	}

	@BeforeEach
	void emptyRegistry() {
		WithRegistry.INSTANCES.clear();
	}

	@Test
	void nodesThatTheRegistryDidNotKnowAtFirstComeTogetherWhenItDoes() {
		String[] alone = { "distsys.discovery.spring-cloud.require-instance=false", "distsys.cluster.expected-size=2" };
		ConfigurableApplicationContext first = start(WithRegistry.class, "first", alone);
		ConfigurableApplicationContext second = start(WithRegistry.class, "second", alone);
		assertThat(List.of(nodes(first), nodes(second))).containsOnly(1);
		for (int i = 0; i < 2; i++) {
			WithRegistry.INSTANCES.add(new DefaultServiceInstance("node-" + i, "donations", "127.0.0.1", 80, false,
					Map.of("distsys-port", String.valueOf(PORT + i))));
		}
		await().atMost(LONG).until(() -> nodes(first) == 2 && nodes(second) == 2);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Plain {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithRegistry {

		private static final List<ServiceInstance> INSTANCES = new CopyOnWriteArrayList<>();

		@Bean
		DiscoveryClient registry() {
			return new DiscoveryClient() {

				@Override
				public String description() {
					return "a registry that learns";
				}

				@Override
				public List<ServiceInstance> getInstances(String serviceId) {
					return List.copyOf(INSTANCES);
				}

				@Override
				public List<String> getServices() {
					return List.of("donations");
				}

			};
		}

	}

}
