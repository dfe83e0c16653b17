package io.distsys.cloud;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

/**
 * Registers instances of this node with the cluster. Registered is what a registration
 * says at that moment; whoever changes it registers it again. All methods may be called
 * from any thread and do not wait until other nodes know.
 *
 * @since 0.1
 */
public final class ClusterServiceRegistry implements ServiceRegistry<Registration> {

	/** The status of an instance that is shown. */
	public static final String UP = "UP";

	/** The status of an instance that is not registered. */
	public static final String UNKNOWN = "UNKNOWN";

	private final ServiceCatalogue catalogue;

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	/**
	 * Create it.
	 * @param catalogue tells the other nodes
	 */
	public ClusterServiceRegistry(ServiceCatalogue catalogue) {
		this.catalogue = catalogue;
	}

	@Override
	public synchronized void register(@Nullable Registration registration) {
		if (registration != null) {
			this.entries.put(key(registration), new Entry(copy(registration), UP));
			publish();
		}
	}

	@Override
	public synchronized void deregister(@Nullable Registration registration) {
		if (registration != null && this.entries.remove(key(registration)) != null) {
			publish();
		}
	}

	/**
	 * Say whether a registered instance may be called.
	 * @param registration the instance; ignored if it is not registered
	 * @param status {@value #UP}, or anything else for an instance that is not shown
	 */
	@Override
	public synchronized void setStatus(Registration registration, String status) {
		if (this.entries.computeIfPresent(key(registration), (key, entry) -> entry.in(status)) != null) {
			publish();
		}
	}

	/**
	 * The status of an instance.
	 * @param registration the instance
	 * @return what was set; {@value #UNKNOWN} if it is not registered
	 */
	@Override
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	public synchronized <T> T getStatus(Registration registration) {
		Entry entry = this.entries.get(key(registration));
		return (T) ((entry != null) ? entry.status() : UNKNOWN);
	}

	/** Deregister all. */
	@Override
	public synchronized void close() {
		if (!this.entries.isEmpty()) {
			this.entries.clear();
			publish();
		}
	}

	private void publish() {
		List<ServiceInstance> shown = this.entries.values()
			.stream()
			.filter((entry) -> entry.status().equalsIgnoreCase(UP))
			.map(Entry::instance)
			.toList();
		this.catalogue.register(shown);
	}

	private static String key(ServiceInstance instance) {
		String id = instance.getInstanceId();
		return (id != null) ? id : instance.getServiceId() + "/" + instance.getHost() + ":" + instance.getPort();
	}

	private static ServiceInstance copy(ServiceInstance instance) {
		Map<String, String> metadata = instance.getMetadata();
		return new DefaultServiceInstance(key(instance), instance.getServiceId(), instance.getHost(),
				instance.getPort(), instance.isSecure(), (metadata != null) ? Map.copyOf(metadata) : Map.of());
	}

	private record Entry(ServiceInstance instance, String status) {

		Entry in(String other) {
			return new Entry(this.instance, other);
		}

	}

}
