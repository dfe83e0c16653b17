package io.distsys.autoconfigure.hazelcast;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.hazelcast.ConnectionProbe;
import io.distsys.hazelcast.HazelcastCodec;
import io.distsys.hazelcast.HazelcastConfigurer;
import io.distsys.hazelcast.HazelcastMembership;
import io.distsys.hazelcast.HazelcastSettings;
import io.distsys.hazelcast.HazelcastTransport;
import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.hazelcast.PartitionOwners;
import io.distsys.hazelcast.RingbufferLog;
import io.distsys.hazelcast.discovery.Discovery;
import io.distsys.hazelcast.guard.MemberSecurity;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Transport;
import io.distsys.pubsub.RetainedLog;
import io.distsys.rpc.KeyOwners;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.SettingsProperties;
import io.distsys.spring.UnknownProperties;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the Hazelcast member, before the one of Spring Boot, which then
 * backs off. A {@link Config} bean of the user is completed, a {@link HazelcastInstance}
 * bean of the user is used as it is.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = "io.distsys.autoconfigure.threads.ThreadsAutoConfiguration",
		beforeName = "org.springframework.boot.hazelcast.autoconfigure.HazelcastAutoConfiguration")
@ConditionalOnClass(HazelcastInstance.class)
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ ClusterProperties.class, NetworkProperties.class, FailureDetectionProperties.class,
		SerializationProperties.class })
@Import({ DiscoveryConfiguration.class, HandshakeMetersConfiguration.class, HazelcastCustomizersConfiguration.class,
		HazelcastInstanceConfiguration.class, MemberSecurityConfiguration.class, QuorumProtectionConfiguration.class })
public final class HazelcastMemberAutoConfiguration {

	private static final Duration PARTITION_PERIOD = Duration.ofSeconds(2);

	private static final SettingsProperties PROPERTIES = SettingsProperties
		.of("distsys.network", HazelcastSettings.class)
		.with("clusterName", "distsys.cluster.name")
		.with("members", "distsys.discovery.tcp-ip.members")
		.with("heartbeatInterval", "distsys.failure-detection.heartbeat-interval")
		.with("maxNoHeartbeat", "distsys.failure-detection.timeout")
		.with("serializationPackages", "distsys.serialization.packages");

	@Bean
	@ConditionalOnMissingBean
	HazelcastSettings hazelcastSettings(ClusterProperties cluster, DiscoveryProperties discovery,
			NetworkProperties network, FailureDetectionProperties detection, SerializationProperties serialization,
			Environment environment, BeanFactory beanFactory) {
		HazelcastSettings defaults = HazelcastSettings.ofDefaults();
		return PROPERTIES.check(() -> new HazelcastSettings(clusterName(cluster, environment),
				discovery.tcpIp().members(), network.bindAddress(), network.port(), network.portCount(),
				detection.heartbeatInterval(), detection.timeout(), defaults.mergeFirstDelay(),
				defaults.mergeNextDelay(), defaults.joinWait(), defaults.operationTimeout(),
				serializationPackages(serialization, beanFactory), defaults.properties()));
	}

	private static String clusterName(ClusterProperties cluster, Environment environment) {
		String name = cluster.name();
		if (!StringUtils.hasText(name)) {
			name = environment.getProperty("spring.application.name");
		}
		return (name != null && !name.isBlank()) ? name : "distsys";
	}

	private static Set<String> serializationPackages(SerializationProperties properties, BeanFactory beanFactory) {
		boolean ofApplication = properties.packages().isEmpty() && AutoConfigurationPackages.has(beanFactory);
		return ofApplication ? new HashSet<>(AutoConfigurationPackages.get(beanFactory)) : properties.packages();
	}

	@Bean
	@ConditionalOnMissingBean
	UnknownProperties clusterUnknownProperties(ConfigurableEnvironment environment, ResourceLoader resourceLoader) {
		return new UnknownProperties(environment, classLoader(resourceLoader));
	}

	private static ClassLoader classLoader(ResourceLoader resourceLoader) {
		ClassLoader classLoader = resourceLoader.getClassLoader();
		return (classLoader != null) ? classLoader : HazelcastMemberAutoConfiguration.class.getClassLoader();
	}

	@Bean
	@ConditionalOnMissingBean
	HazelcastConfigurer hazelcastConfigurer(HazelcastSettings settings, ClusterProperties cluster,
			ResourceLoader resourceLoader, Environment environment, Discovery discovery) {
		NodeId id = NodeId.random(new SecureRandom());
		String configured = cluster.nodeName();
		String name = (configured != null && !configured.isBlank()) ? configured
				: settings.clusterName() + "-" + id.abbreviated();
		Node self = new Node(id, name, "", cluster.roles(), cluster.region(), cluster.zone(),
				version(cluster, environment), Instant.now(), Node.State.JOINING);
		return new HazelcastConfigurer(settings, self, classLoader(resourceLoader), discovery);
	}

	private static String version(ClusterProperties cluster, Environment environment) {
		return cluster.version().isBlank() ? environment.getProperty("spring.application.version", "")
				: cluster.version();
	}

	@Bean
	@ConditionalOnMissingBean(Cluster.class)
	ClusterMembership clusterMembership(HazelcastInstance instance, ClusterThreads threads, MemberSecurity security) {
		RunningMember.requireGuarded(instance, security);
		return new ClusterMembership(RunningMember.of(instance), threads.events());
	}

	@Bean
	@ConditionalOnMissingBean
	HazelcastMembership hazelcastMembership(HazelcastInstance instance, ClusterMembership membership,
			ClusterThreads threads) {
		OpenPort.warnOf(instance);
		return new HazelcastMembership(instance, membership, threads.events());
	}

	@Bean
	@ConditionalOnMissingBean(CrashEvidence.class)
	ConnectionProbe connectionProbe(HazelcastInstance instance, Cluster cluster, ClusterThreads threads) {
		return new ConnectionProbe(instance, cluster, threads.events());
	}

	@Bean
	@ConditionalOnMissingBean
	Transport clusterTransport(HazelcastInstance instance, ClusterThreads threads) {
		RunningMember.of(instance);
		return new HazelcastTransport(instance, threads.core());
	}

	@Bean
	@ConditionalOnMissingBean
	Codec clusterCodec(HazelcastInstance instance) {
		return new HazelcastCodec(instance);
	}

	@Bean
	@ConditionalOnMissingBean
	KeyOwners clusterKeyOwners(HazelcastInstance instance) {
		return new PartitionOwners(instance);
	}

	@Bean
	@ConditionalOnMissingBean
	RetainedLog clusterRetainedLog(HazelcastInstance instance) {
		return new RingbufferLog(instance);
	}

	@Bean
	@ConditionalOnMissingBean
	PartitionMonitor partitionMonitor(HazelcastInstance instance) {
		return new PartitionMonitor(instance, PARTITION_PERIOD);
	}

}
