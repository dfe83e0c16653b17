package io.distsys.spring;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class UnknownPropertiesTests {

	private final StandardEnvironment environment = new StandardEnvironment() {

		@Override
		protected void customizePropertySources(MutablePropertySources propertySources) {
			// Not those of the machine.
		}

	};

	private Map<String, String> found() throws IOException {
		return new UnknownProperties(this.environment, getClass().getClassLoader()).find();
	}

	private void set(Map<String, Object> properties) {
		this.environment.getPropertySources().addLast(new MapPropertySource("file", properties));
	}

	@Test
	void misspeltPropertyIsFoundWithTheOneThatIsMeant() throws IOException {
		set(Map.of("distsys.lease.tll", "5s", "distsys.lock.max-wating", "7", "distsys.something.else", "x"));
		assertThat(found()).containsOnly(Map.entry("distsys.lease.tll", "distsys.lease.ttl"),
				Map.entry("distsys.lock.max-wating", "distsys.lock.max-waiting"),
				Map.entry("distsys.something.else", ""));
	}

	@Test
	void propertiesAreKnownHoweverTheyAreWritten() throws IOException {
		set(Map.of("distsys.lease.ttl", "5s", "distsys.cluster.expectedSize", "3", "distsys.lock.max_waiting", "7",
				"distsys.discovery.tcp-ip.members[0]", "a", "distsys.discovery.tcp-ip.members[1]", "b",
				"spring.application.name", "x", "distsys", "x"));
		this.environment.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.of("DISTSYS_CLUSTER_EXPECTEDSIZE", "3", "DISTSYS_CLUSTER_EXPECTED_SIZE", "3",
							"DISTSYS_DISCOVERY_TCPIP_MEMBERS_0", "a")));
		assertThat(found()).isEmpty();
	}

	@Test
	void whateverIsBelowAMapIsKnown() throws IOException {
		set(Map.of("distsys.spring-cloud.metadata.colour", "green", "distsys.spring-cloud.metadata[a.b]", "c",
				"distsys.spring-cloud.host.colour", "green"));
		assertThat(found()).containsOnlyKeys("distsys.spring-cloud.host.colour");
	}

	@Test
	void variablesOfTheEnvironmentMayBelongToSomethingElse() throws IOException {
		this.environment.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.of("DISTSYS_SERVICE_HOST", "10.0.0.1", "DISTSYS_PORT_80_TCP", "x", "DISTSYS_LEASE_TLL", "5s")));
		assertThat(found()).containsOnly(Map.entry("distsys.lease.tll", "distsys.lease.ttl"));
	}

}
