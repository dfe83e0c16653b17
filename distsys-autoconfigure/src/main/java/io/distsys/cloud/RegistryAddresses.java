package io.distsys.cloud;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.hazelcast.discovery.AddressSource;
import io.distsys.hazelcast.discovery.DiscoveryException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;

/**
 * Where nodes may be, as the registries of services know them that Spring Cloud can ask:
 * Eureka, Consul, Zookeeper or a list of properties. The client that knows the nodes of
 * this cluster is never asked, nor is one that asks all the others: it cannot find a node
 * before this one is a member.
 *
 * @since 0.1
 */
public final class RegistryAddresses implements AddressSource {

	private static final int HIGHEST_PORT = 65_535;

	private final BeanFactory beans;

	private final List<String> clients;

	private final Settings settings;

	/**
	 * Create it. No client is made before it is asked.
	 * @param beans has the clients
	 * @param clients names of their beans
	 * @param settings what to ask for
	 */
	public RegistryAddresses(BeanFactory beans, List<String> clients, Settings settings) {
		this.beans = beans;
		this.clients = List.copyOf(clients);
		this.settings = settings;
	}

	/**
	 * The clients that can be asked before this node is a member. None is made for that.
	 * @param beans may have some
	 * @return names of their beans
	 */
	public static List<String> clients(ListableBeanFactory beans) {
		return Arrays.stream(beans.getBeanNamesForType(DiscoveryClient.class, true, false))
			.filter((name) -> !beans.isTypeMatch(name, ClusterDiscoveryClient.class)
					&& !beans.isTypeMatch(name, CompositeDiscoveryClient.class))
			.toList();
	}

	@Override
	public List<String> addresses() {
		Set<String> addresses = new LinkedHashSet<>();
		DiscoveryException failure = null;
		for (String name : this.clients) {
			try {
				instances(name).forEach((instance) -> addresses.add(address(instance)));
			}
			catch (DiscoveryException ex) {
				failure = ex;
			}
		}
		if (addresses.isEmpty() && (failure != null || this.settings.requireInstance())) {
			throw (failure != null) ? failure : empty();
		}
		return List.copyOf(addresses);
	}

	private List<ServiceInstance> instances(String name) {
		DiscoveryClient client = this.beans.getBean(name, DiscoveryClient.class);
		try {
			return client.getInstances(this.settings.serviceId());
		}
		catch (RuntimeException ex) {
			throw new DiscoveryException(
					"The DiscoveryClient '" + name + "' (" + client.description() + ") cannot tell the instances of "
							+ "the service '" + this.settings.serviceId() + "': " + ex + ".",
					"See that its registry runs and that this node reaches it.", false, ex);
		}
	}

	private DiscoveryException empty() {
		return new DiscoveryException(
				"No registry knows an instance of the service '" + this.settings.serviceId()
						+ "', not even this node. Asked: " + names() + ".",
				"Look at distsys.discovery.spring-cloud.service-id. Where nodes register only once they have started, "
						+ "set distsys.discovery.spring-cloud.require-instance to false and "
						+ "distsys.cluster.expected-size to the number of nodes. Or let the node wait longer: "
						+ "distsys.discovery.timeout.",
				false, null);
	}

	private String names() {
		return this.clients.stream()
			.map((name) -> "'" + name + "' (" + this.beans.getBean(name, DiscoveryClient.class).description() + ")")
			.collect(Collectors.joining(", "));
	}

	private String address(ServiceInstance instance) {
		String host = instance.getHost();
		if (host.indexOf(':') >= 0 && !host.startsWith("[")) {
			host = "[" + host + "]";
		}
		Map<String, String> metadata = instance.getMetadata();
		String text = (metadata != null) ? metadata.get(this.settings.portMetadata()) : null;
		int port = (text != null) ? port(instance, text) : this.settings.port();
		return (port > 0) ? host + ":" + port : host;
	}

	private int port(ServiceInstance instance, String text) {
		Integer port = parse(text.strip());
		if (port == null || port < 1 || port > HIGHEST_PORT) {
			throw new DiscoveryException(
					"The instance '" + instance.getInstanceId() + "' at " + instance.getHost() + " has the metadata "
							+ this.settings.portMetadata() + "=" + text + ", and that is no port.",
					"Register it with the port at which it listens for other nodes (its distsys.network.port), or "
							+ "change distsys.discovery.spring-cloud.port-metadata.",
					false, null);
		}
		return port;
	}

	private static @Nullable Integer parse(String text) {
		try {
			return Integer.valueOf(text);
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	@Override
	public boolean mayBeEmpty() {
		return !this.settings.requireInstance();
	}

	@Override
	public String description() {
		return "the instances of the service '" + this.settings.serviceId() + "' in Spring Cloud";
	}

	/**
	 * What to ask for.
	 *
	 * @param serviceId name of the service that the nodes are instances of
	 * @param portMetadata name under which metadata have the port for other nodes
	 * @param port that port where they do not have it; 0 for that of this node
	 * @param requireInstance whether no instance is a failure
	 * @since 0.1
	 */
	public record Settings(String serviceId, String portMetadata, int port, boolean requireInstance) {

	}

}
