package io.distsys.autoconfigure.hazelcast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.distsys.hazelcast.discovery.DnsSource;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How nodes find each other.
 *
 * @param type how. By default the one that is configured below; with none of them the
 * nodes of one machine find each other on its loopback address, which is refused on a
 * cloud platform
 * @param timeout how long a node that starts waits for DNS, Kubernetes or a registry to
 * name an address
 * @param tcpIp addresses that are tried
 * @param multicast packets to whoever listens
 * @param kubernetes pods that Kubernetes names
 * @param dns addresses that a DNS name has
 * @param springCloud instances that a registry of services knows
 */
@ConfigurationProperties("distsys.discovery")
record DiscoveryProperties(@DefaultValue("auto") Type type, @DefaultValue("30s") Duration timeout,
		@DefaultValue TcpIp tcpIp, @DefaultValue Multicast multicast, @DefaultValue Kubernetes kubernetes,
		@DefaultValue Dns dns, @DefaultValue SpringCloud springCloud) {

	/** The ways that are configured without a type. */
	List<Type> implied() {
		List<Type> implied = new ArrayList<>();
		if (!this.tcpIp.members().isEmpty()) {
			implied.add(Type.TCP_IP);
		}
		if (this.kubernetes.isSet()) {
			implied.add(Type.KUBERNETES);
		}
		if (!this.dns.name().isEmpty()) {
			implied.add(Type.DNS);
		}
		if (!this.springCloud.serviceId().isEmpty()) {
			implied.add(Type.SPRING_CLOUD);
		}
		return implied;
	}

	/** How nodes find each other. */
	enum Type {

		/** As configured, or on the loopback address. */
		AUTO,

		/** Not at all. */
		NONE,

		/** At the addresses that are told. */
		TCP_IP,

		/** By multicast. */
		MULTICAST,

		/** By Kubernetes. */
		KUBERNETES,

		/** By DNS. */
		DNS,

		/** By a DiscoveryClient of Spring Cloud. */
		SPRING_CLOUD

	}

	/**
	 * Addresses that are tried.
	 *
	 * @param members where other nodes may be, each as "host" or "host:port"
	 */
	record TcpIp(@DefaultValue List<String> members) {

	}

	/**
	 * Packets to whoever listens.
	 *
	 * @param group multicast group
	 * @param port port that packets are sent to
	 * @param timeToLive number of routers that a packet may pass
	 */
	record Multicast(@DefaultValue("224.2.2.3") String group, @DefaultValue("54327") int port,
			@DefaultValue("1") int timeToLive) {

	}

	/**
	 * Pods that Kubernetes names.
	 *
	 * @param serviceDns DNS name of a headless service, for instance
	 * "donation-service-cluster.default.svc.cluster.local". Needs no rights in Kubernetes
	 * @param serviceName name of a service whose endpoints are asked of the API
	 * @param podLabels label selector of pods that are asked of the API, for instance
	 * "app=donation-service"
	 * @param namespace namespace of the service or the pods. Default: the one of this pod
	 * @param apiServer address of the API server. Default: the one that Kubernetes tells
	 * its pods
	 * @param tokenFile file with the token for the API
	 * @param caFile file with the certificate of the authority of the API
	 * @param apiTimeout how long an answer of the API may take
	 */
	record Kubernetes(@DefaultValue("") String serviceDns, @DefaultValue("") String serviceName,
			@DefaultValue("") String podLabels, @DefaultValue("") String namespace, @DefaultValue("") String apiServer,
			@DefaultValue("/var/run/secrets/kubernetes.io/serviceaccount/token") String tokenFile,
			@DefaultValue("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt") String caFile,
			@DefaultValue("5s") Duration apiTimeout) {

		boolean isSet() {
			return !ways().isEmpty();
		}

		/** What is to be looked for: one of them says it. */
		List<String> ways() {
			List<String> ways = new ArrayList<>();
			if (!this.serviceDns.isEmpty()) {
				ways.add("kubernetes.service-dns");
			}
			if (!this.serviceName.isEmpty()) {
				ways.add("kubernetes.service-name");
			}
			if (!this.podLabels.isEmpty()) {
				ways.add("kubernetes.pod-labels");
			}
			return ways;
		}

	}

	/**
	 * Addresses that a DNS name has.
	 *
	 * @param name the name, asked again and again
	 * @param record whether its addresses are asked for, or its SRV records, which have
	 * ports
	 * @param server DNS server, as "host" or "host:port". Empty: those of this machine
	 * @param timeout how long an answer may take
	 */
	record Dns(@DefaultValue("") String name, @DefaultValue("a") DnsSource.Record record,
			@DefaultValue("") String server, @DefaultValue("3s") Duration timeout) {

	}

	/**
	 * Instances that a registry of services knows.
	 *
	 * @param serviceId name of the service that all nodes are instances of. Default:
	 * "spring.application.name"
	 * @param port port of nodes whose metadata do not have it. 0: "distsys.network.port"
	 * @param portMetadata name under which the metadata of an instance have the port at
	 * which it listens for other nodes
	 * @param requireInstance whether a node that starts waits until the registry knows an
	 * instance. Not where nodes register only once they have started; set
	 * "distsys.cluster.expected-size" there
	 */
	record SpringCloud(@DefaultValue("") String serviceId, @DefaultValue("0") int port,
			@DefaultValue("distsys-port") String portMetadata, @DefaultValue("true") boolean requireInstance) {

	}

}
