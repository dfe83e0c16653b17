package io.distsys.faults;

import java.nio.file.Path;
import java.util.List;

import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultNetwork;

/** How the nodes of a plan with four of them find each other. */
enum Way {

	TCP_IP("tcp-ip.members="
			+ String.join(",", FaultNetwork.address(1), FaultNetwork.address(2), FaultNetwork.address(3))),

	MULTICAST("type=multicast"),

	DNS("dns.name=" + Platform.NAME, "dns.server=" + Platform.ADDRESS),

	SERVICE_RECORDS("dns.name=" + Platform.NAME, "dns.record=srv", "dns.server=" + Platform.ADDRESS),

	/** The server of the machine, which {@link #plan} sets. */
	KUBERNETES_DNS("kubernetes.service-dns=" + Platform.NAME),

	KUBERNETES_SERVICE("kubernetes.service-name=nodes"),

	KUBERNETES_PODS("kubernetes.pod-labels=app=nodes");

	static final int NODES = 4;

	private final List<String> properties;

	Way(String... properties) {
		this.properties = List.of(properties);
	}

	boolean asksThePlatform() {
		return this != TCP_IP && this != MULTICAST;
	}

	ClusterPlan plan(ClusterPlan base) {
		ClusterPlan plan = base;
		for (String property : this.properties) {
			plan = plan.withProperty("distsys.discovery." + property);
		}
		return switch (this) {
			case KUBERNETES_DNS -> plan.withJvmOption("-Djava.naming.provider.url=dns://" + Platform.ADDRESS);
			case KUBERNETES_SERVICE, KUBERNETES_PODS -> withApi(plan);
			default -> plan;
		};
	}

	private static ClusterPlan withApi(ClusterPlan plan) {
		Path directory = plan.directory();
		return plan.withProperty("distsys.discovery.kubernetes.namespace=shop")
			.withProperty(
					"distsys.discovery.kubernetes.api-server=https://" + Platform.ADDRESS + ":" + Platform.API_PORT)
			.withProperty("distsys.discovery.kubernetes.ca-file=" + Platform.authority(directory))
			.withProperty("distsys.discovery.kubernetes.token-file=" + Platform.token(directory))
			.withProperty("distsys.discovery.kubernetes.api-timeout=2s");
	}

}
