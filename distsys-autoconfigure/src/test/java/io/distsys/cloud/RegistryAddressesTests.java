package io.distsys.cloud;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.hazelcast.discovery.DiscoveryException;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/** Where nodes are, according to registries. */
class RegistryAddressesTests {

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private final FakeRegistry registry = new FakeRegistry();

	RegistryAddressesTests() {
		this.beans.addBean("registry", this.registry);
	}

	private RegistryAddresses source(int port, boolean requireInstance) {
		return new RegistryAddresses(this.beans, RegistryAddresses.clients(this.beans),
				new RegistryAddresses.Settings("donations", "distsys-port", port, requireInstance));
	}

	private void registered(String host, Map<String, String> metadata) {
		this.registry.instances.add(new DefaultServiceInstance("id-" + host, "donations", host, 8080, false, metadata));
	}

	@Test
	void portIsThatOfTheMetadataOrOfTheConfigurationAndNeverThatOfTheWebServer() {
		registered("h1", Map.of("distsys-port", "5800"));
		registered("h2", Map.of());
		registered("fe80::1", Map.of("distsys-port", "5801"));
		assertThat(source(0, true).addresses()).containsExactly("h1:5800", "h2", "[fe80::1]:5801");
		assertThat(source(5900, true).addresses()).containsExactly("h1:5800", "h2:5900", "[fe80::1]:5801");
	}

	@Test
	void registryIsAskedEachTime() {
		RegistryAddresses source = source(0, true);
		registered("h1", Map.of());
		assertThat(source.addresses()).containsExactly("h1");
		registered("h2", Map.of());
		assertThat(source.addresses()).containsExactly("h1", "h2");
		this.registry.instances.remove(0);
		assertThat(source.addresses()).containsExactly("h2");
	}

	@Test
	void ownClientAndTheOneThatAsksAllAreNotAsked() {
		this.beans.addBean("own", new ClusterDiscoveryClient(mock(ServiceCatalogue.class), 0));
		this.beans.addBean("all", new CompositeDiscoveryClient(List.of(this.registry)));
		assertThat(RegistryAddresses.clients(this.beans)).containsExactly("registry");
	}

	@Test
	void noInstanceIsAFailureUnlessItIsAllowed() {
		assertThatExceptionOfType(DiscoveryException.class).isThrownBy(source(0, true)::addresses)
			.withMessage("No registry knows an instance of the service 'donations', not even this node. "
					+ "Asked: 'registry' (fake registry).")
			.satisfies((ex) -> assertThat(ex.action()).contains("distsys.discovery.spring-cloud.require-instance"))
			.satisfies((ex) -> assertThat(ex.permanent()).isFalse());
		assertThat(source(0, true).mayBeEmpty()).isFalse();
		assertThat(source(0, false).addresses()).isEmpty();
		assertThat(source(0, false).mayBeEmpty()).isTrue();
	}

	@Test
	void registryThatFailsIsNamedUnlessAnotherAnswers() {
		this.registry.failing = true;
		assertThatExceptionOfType(DiscoveryException.class).isThrownBy(source(0, false)::addresses)
			.withMessageContaining("The DiscoveryClient 'registry' (fake registry) cannot tell the instances")
			.withMessageContaining("connection refused")
			.satisfies((ex) -> assertThat(ex.permanent()).isFalse());
		FakeRegistry second = new FakeRegistry();
		second.instances.add(new DefaultServiceInstance("id", "donations", "h2", 8080, false));
		this.beans.addBean("second", second);
		assertThat(source(0, true).addresses()).containsExactly("h2");
	}

	@Test
	void metadataThatAreNoPortAreNamed() {
		registered("h1", Map.of("distsys-port", "none"));
		assertThatExceptionOfType(DiscoveryException.class).isThrownBy(source(0, true)::addresses)
			.withMessageContaining("'id-h1' at h1 has the metadata distsys-port=none");
	}

	private static final class FakeRegistry implements DiscoveryClient {

		private final List<ServiceInstance> instances = new CopyOnWriteArrayList<>();

		private boolean failing;

		@Override
		public String description() {
			return "fake registry";
		}

		@Override
		public List<ServiceInstance> getInstances(String serviceId) {
			if (this.failing) {
				throw new IllegalStateException("connection refused");
			}
			assertThat(serviceId).isEqualTo("donations");
			return List.copyOf(this.instances);
		}

		@Override
		public List<String> getServices() {
			return List.of("donations");
		}

	}

}
