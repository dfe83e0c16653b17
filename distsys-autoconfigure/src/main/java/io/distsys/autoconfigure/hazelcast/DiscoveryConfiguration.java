package io.distsys.autoconfigure.hazelcast;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.hazelcast.config.Config;
import io.distsys.hazelcast.discovery.AddressSource;
import io.distsys.hazelcast.discovery.Discovery;
import io.distsys.hazelcast.discovery.DnsSource;
import io.distsys.hazelcast.discovery.KubernetesApi;
import io.distsys.spring.HazelcastShutdown;
import io.distsys.spring.InvalidPropertyException;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Chooses how this node finds others. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DiscoveryProperties.class)
class DiscoveryConfiguration {

	private static final String TYPE = "distsys.discovery.type";

	@Bean
	@ConditionalOnMissingBean
	Discovery discovery(DiscoveryProperties properties, ObjectProvider<AddressSource> sources, Environment environment,
			ObjectProvider<Config> userConfig, ObjectProvider<HazelcastShutdown> ownMember, ListableBeanFactory beans) {
		AddressSource own = sources.getIfUnique();
		DiscoveryProperties.Type type = type(properties, own != null);
		if (own != null && type == DiscoveryProperties.Type.AUTO) {
			return new Discovery.Polled(own);
		}
		return switch (type) {
			// A member that the application configures finds others as it says itself.
			case AUTO -> (userConfig.stream().findAny().isPresent() || ownMember.getIfAvailable() == null)
					? new Discovery.Loopback() : loopback(environment);
			case NONE -> new Discovery.None();
			case TCP_IP ->
				new Discovery.TcpIp(required("distsys.discovery.tcp-ip.members", properties.tcpIp().members()));
			case MULTICAST -> new Discovery.Multicast(properties.multicast().group(), properties.multicast().port(),
					properties.multicast().timeToLive());
			case KUBERNETES -> new Discovery.Polled(kubernetes(properties.kubernetes(), environment));
			case DNS -> new Discovery.Polled(dns(properties.dns()));
			case SPRING_CLOUD ->
				new Discovery.Polled(SpringCloudDiscovery.source(properties.springCloud(), beans, environment));
		};
	}

	private static DiscoveryProperties.Type type(DiscoveryProperties properties, boolean ownSource) {
		List<DiscoveryProperties.Type> implied = properties.implied();
		if (properties.type() != DiscoveryProperties.Type.AUTO) {
			return properties.type();
		}
		if (implied.size() > 1 || (ownSource && !implied.isEmpty())) {
			throw new InvalidPropertyException(TYPE,
					"More than one way to find other nodes is configured in distsys.discovery: " + implied
							+ (ownSource ? " and an AddressSource bean" : "") + ".",
					"Set " + TYPE + " to the one that is meant, or remove the others.");
		}
		return implied.isEmpty() ? DiscoveryProperties.Type.AUTO : implied.get(0);
	}

	/** Two instances there would be two clusters, each with the only active singleton. */
	private static Discovery loopback(Environment environment) {
		CloudPlatform platform = CloudPlatform.getActive(environment);
		if (platform == null || platform == CloudPlatform.NONE) {
			return new Discovery.Loopback();
		}
		throw new InvalidPropertyException(TYPE,
				"This node runs on the platform " + platform + ", and distsys.discovery does not say how it finds "
						+ "others: left alone, each node would be a cluster of its own.",
				((platform == CloudPlatform.KUBERNETES)
						? "Set distsys.discovery.kubernetes.service-dns, service-name or pod-labels, see docs/discovery.md. "
						: "Configure one of distsys.discovery.tcp-ip, dns, spring-cloud or multicast, see docs/discovery.md. ")
						+ "A node that is to be alone has " + TYPE + "=none.");
	}

	private static AddressSource kubernetes(DiscoveryProperties.Kubernetes properties, Environment environment) {
		if (!properties.isSet()) {
			throw new InvalidPropertyException("distsys.discovery.kubernetes",
					TYPE + " is kubernetes, and distsys.discovery.kubernetes does not say what to look for.",
					"Set distsys.discovery.kubernetes.service-dns, service-name or pod-labels.");
		}
		List<String> ways = properties.ways();
		if (ways.size() > 1) {
			throw new InvalidPropertyException("distsys.discovery.kubernetes",
					"More than one way to find other nodes is configured in distsys.discovery: " + ways + ".",
					"Set distsys.discovery.type to the one that is meant, or remove the others.");
		}
		if (!properties.serviceDns().isEmpty()) {
			return new DnsSource(properties.serviceDns(), DnsSource.Record.A, "", properties.apiTimeout());
		}
		return new KubernetesApi(new KubernetesApi.Settings(apiServer(properties, environment), namespace(properties),
				properties.serviceName(), properties.serviceName().isEmpty() ? properties.podLabels() : "",
				Path.of(properties.tokenFile()), Path.of(properties.caFile()), properties.apiTimeout()));
	}

	private static String apiServer(DiscoveryProperties.Kubernetes properties, Environment environment) {
		if (!properties.apiServer().isEmpty()) {
			return properties.apiServer();
		}
		String host = environment.getProperty("KUBERNETES_SERVICE_HOST");
		String port = environment.getProperty("KUBERNETES_SERVICE_PORT", "443");
		return (host != null) ? "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port
				: "https://kubernetes.default.svc";
	}

	/** Kubernetes mounts it beside the token. */
	private static String namespace(DiscoveryProperties.Kubernetes properties) {
		Path own = Path.of(properties.tokenFile()).resolveSibling("namespace");
		try {
			return !properties.namespace().isEmpty() ? properties.namespace()
					: Files.isReadable(own) ? Files.readString(own).strip() : "default";
		}
		catch (IOException ex) {
			throw new InvalidPropertyException("distsys.discovery.kubernetes.namespace",
					"The namespace of this pod cannot be read from " + own + ": " + ex + ".",
					"Set distsys.discovery.kubernetes.namespace.");
		}
	}

	private static AddressSource dns(DiscoveryProperties.Dns properties) {
		return new DnsSource(required("distsys.discovery.dns.name", List.of(properties.name())).get(0),
				properties.record(), properties.server(), properties.timeout());
	}

	private static List<String> required(String property, List<String> values) {
		if (values.stream().allMatch(String::isBlank)) {
			throw new InvalidPropertyException(property, TYPE + " asks for it, and " + property + " is empty.",
					"Set " + property + ".");
		}
		return values;
	}

}
