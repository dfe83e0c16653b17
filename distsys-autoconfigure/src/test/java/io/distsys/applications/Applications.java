package io.distsys.applications;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Applications in this JVM, each a node of one cluster, for one test. Their lease is long
 * unless a test sets it: a JVM that runs several nodes on a busy machine stands still for
 * seconds, and a lease lost by that is not what a test is about.
 */
public final class Applications implements AfterEachCallback {

	private final List<ConfigurableApplicationContext> contexts = new CopyOnWriteArrayList<>();

	private final String clusterName;

	private final int port;

	/**
	 * @param purpose becomes a part of the cluster's name
	 * @param port the first of the ports at which the nodes look for each other
	 */
	public Applications(String purpose, int port) {
		this.clusterName = purpose + "-" + System.identityHashCode(this);
		this.port = port;
	}

	/** Start one without a web server. */
	public ConfigurableApplicationContext start(Class<?> application, String name, String... properties) {
		return start(new SpringApplicationBuilder(application).web(WebApplicationType.NONE), name, properties);
	}

	public ConfigurableApplicationContext start(SpringApplicationBuilder application, String name,
			String... properties) {
		ConfigurableApplicationContext context = application
			.properties("distsys.cluster.name=" + this.clusterName, "distsys.cluster.node-name=" + name,
					"distsys.network.port=" + this.port, "distsys.lease.ttl=10s", "distsys.worker.call-timeout=1m",
					"spring.main.banner-mode=off")
			.properties(properties)
			.run();
		this.contexts.add(context);
		return context;
	}

	public List<ConfigurableApplicationContext> all() {
		return List.copyOf(this.contexts);
	}

	@Override
	public void afterEach(ExtensionContext test) {
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

}
