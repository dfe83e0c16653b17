package io.distsys.cloud;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;

/**
 * Finds the instances that nodes of the cluster have registered, for reactive callers. It
 * asks nobody and does not block: what it answers is in the memory of this node.
 *
 * @since 0.1
 */
public final class ClusterReactiveDiscoveryClient implements ReactiveDiscoveryClient {

	private final ServiceCatalogue catalogue;

	private final int order;

	/**
	 * Create it.
	 * @param catalogue is read, at each subscription
	 * @param order its place among other clients, the lowest first
	 */
	public ClusterReactiveDiscoveryClient(ServiceCatalogue catalogue, int order) {
		this.catalogue = catalogue;
		this.order = order;
	}

	@Override
	public String description() {
		return ClusterDiscoveryClient.DESCRIPTION;
	}

	@Override
	public Flux<ServiceInstance> getInstances(String serviceId) {
		return Flux.defer(() -> Flux.fromIterable(this.catalogue.instances(serviceId)));
	}

	@Override
	public Flux<String> getServices() {
		return Flux.defer(() -> Flux.fromIterable(this.catalogue.services()));
	}

	/** There is nobody to ask. */
	@Override
	public Mono<Void> reactiveProbe() {
		return Mono.empty();
	}

	@Override
	public int getOrder() {
		return this.order;
	}

}
