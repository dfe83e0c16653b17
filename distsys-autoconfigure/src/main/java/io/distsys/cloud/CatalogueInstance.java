package io.distsys.cloud;

import java.util.Map;

import org.springframework.cloud.client.DefaultServiceInstance;

/**
 * An instance that says by which scheme it is called. The base class leaves that to the
 * address of the request, of which {@code lb} is no scheme of HTTP: with this one the
 * {@code RestClient} and {@code WebClient} of a load balancer, too, take {@code lb://}.
 */
final class CatalogueInstance extends DefaultServiceInstance {

	CatalogueInstance(String instanceId, String serviceId, String host, int port, boolean secure,
			Map<String, String> metadata) {
		super(instanceId, serviceId, host, port, secure, metadata);
	}

	@Override
	public String getScheme() {
		return isSecure() ? "https" : "http";
	}

}
