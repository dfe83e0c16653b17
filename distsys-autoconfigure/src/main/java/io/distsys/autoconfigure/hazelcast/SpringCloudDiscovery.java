package io.distsys.autoconfigure.hazelcast;

import java.util.List;

import io.distsys.cloud.RegistryAddresses;
import io.distsys.hazelcast.discovery.AddressSource;
import io.distsys.spring.InvalidPropertyException;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** Finds nodes by a registry of services, where Spring Cloud is on the class path. */
final class SpringCloudDiscovery {

	private static final String TYPE = "distsys.discovery.type";

	private static final String SERVICE = "distsys.discovery.spring-cloud.service-id";

	private static final String CLIENT = "org.springframework.cloud.client.discovery.DiscoveryClient";

	private static final String STARTERS = "Add the starter of a registry, such as "
			+ "spring-cloud-starter-netflix-eureka-client or spring-cloud-starter-consul-discovery";

	private SpringCloudDiscovery() {
	}

	static AddressSource source(DiscoveryProperties.SpringCloud properties, ListableBeanFactory beans,
			Environment environment) {
		if (!ClassUtils.isPresent(CLIENT, Thread.currentThread().getContextClassLoader())) {
			throw new InvalidPropertyException(TYPE,
					"Nodes are to be found by Spring Cloud, as distsys.discovery says, and Spring Cloud Commons is not "
							+ "on the class path.",
					STARTERS + ", or change " + TYPE + ".");
		}
		String service = !properties.serviceId().isBlank() ? properties.serviceId()
				: environment.getProperty("spring.application.name", "");
		if (service.isBlank()) {
			throw new InvalidPropertyException(SERVICE,
					"Nodes are to be found by Spring Cloud, and nothing says which service they are instances of.",
					"Set " + SERVICE + " or spring.application.name.");
		}
		List<String> clients = RegistryAddresses.clients(beans);
		if (clients.isEmpty()) {
			throw new InvalidPropertyException(TYPE,
					"Nodes are to be found by Spring Cloud, and there is no DiscoveryClient bean except those that "
							+ "know the nodes of this cluster only.",
					STARTERS + ", and do not set spring.cloud.discovery.enabled or "
							+ "spring.cloud.discovery.blocking.enabled to false. Or change " + TYPE + ".");
		}
		return new RegistryAddresses(beans, clients, new RegistryAddresses.Settings(service, properties.portMetadata(),
				properties.port(), properties.requireInstance()));
	}

}
