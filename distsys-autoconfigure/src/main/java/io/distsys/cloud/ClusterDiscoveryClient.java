package io.distsys.cloud;

import java.util.List;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * Finds the instances that nodes of the cluster have registered. It asks nobody: what it
 * answers is in the memory of this node.
 *
 * @since 0.1
 */
public final class ClusterDiscoveryClient implements DiscoveryClient {

	static final String DESCRIPTION = "distsys cluster";

	private final ServiceCatalogue catalogue;

	private final int order;

	/**
	 * Create it.
	 * @param catalogue is read
	 * @param order its place among other clients, the lowest first
	 */
	public ClusterDiscoveryClient(ServiceCatalogue catalogue, int order) {
		this.catalogue = catalogue;
		this.order = order;
	}

	@Override
	public String description() {
		return DESCRIPTION;
	}

	@Override
	public List<ServiceInstance> getInstances(String serviceId) {
		return this.catalogue.instances(serviceId);
	}

	@Override
	public List<String> getServices() {
		return this.catalogue.services();
	}

	/** There is nobody to ask. */
	@Override
	public void probe() {
	}

	@Override
	public int getOrder() {
		return this.order;
	}

}
