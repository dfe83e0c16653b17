package io.distsys.cloud;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

import io.distsys.cluster.Node;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.serviceregistry.Registration;

/**
 * The web server of this node as an instance of a service.
 *
 * @since 0.1
 */
public final class ClusterRegistration implements Registration {

	private final Node node;

	private final Settings settings;

	private volatile int webPort;

	/**
	 * Create it.
	 * @param node this node
	 * @param settings how it is to be called
	 */
	public ClusterRegistration(Node node, Settings settings) {
		this.node = node;
		this.settings = settings;
	}

	void webPort(int port) {
		this.webPort = port;
	}

	/**
	 * The identity of this node, which no other process has, not even the next one on the
	 * same machine.
	 */
	@Override
	public String getInstanceId() {
		return this.node.id().toString();
	}

	@Override
	public String getServiceId() {
		return this.settings.serviceId();
	}

	/** As configured, or where other nodes reach this one. */
	@Override
	public String getHost() {
		if (!this.settings.host().isEmpty()) {
			return this.settings.host();
		}
		String address = this.node.address();
		String host = address.substring(0, Math.max(address.lastIndexOf(':'), 0));
		return (host.indexOf(':') >= 0 && !host.startsWith("[")) ? "[" + host + "]" : host;
	}

	/** As configured, or the one of the web server; 0 before that has started. */
	@Override
	public int getPort() {
		return (this.settings.port() > 0) ? this.settings.port() : this.webPort;
	}

	@Override
	public boolean isSecure() {
		return this.settings.secure();
	}

	@Override
	public URI getUri() {
		return ServiceInstance.createUri(this);
	}

	/** What is known of the node, and above it what is configured. */
	@Override
	public Map<String, String> getMetadata() {
		Map<String, String> metadata = new TreeMap<>();
		metadata.put("node-id", this.node.id().toString());
		metadata.put("node-name", this.node.name());
		putIfSet(metadata, "zone", this.node.zone());
		putIfSet(metadata, "region", this.node.region());
		putIfSet(metadata, "version", this.node.version());
		putIfSet(metadata, "roles", String.join(",", this.node.roles().stream().sorted().toList()));
		putIfSet(metadata, "context-path", this.settings.contextPath());
		metadata.putAll(this.settings.metadata());
		return metadata;
	}

	private static void putIfSet(Map<String, String> metadata, String key, String value) {
		if (!value.isEmpty()) {
			metadata.put(key, value);
		}
	}

	/**
	 * How a node is to be called.
	 *
	 * @param serviceId name of the service
	 * @param host host name or address; empty for that of the member connection
	 * @param port port; 0 for the one of the web server
	 * @param secure whether by https
	 * @param contextPath path below which the application is; may be empty
	 * @param metadata what else callers may know
	 * @since 0.1
	 */
	public record Settings(String serviceId, String host, int port, boolean secure, String contextPath,
			Map<String, String> metadata) {

		public Settings {
			metadata = Map.copyOf(metadata);
		}

	}

}
