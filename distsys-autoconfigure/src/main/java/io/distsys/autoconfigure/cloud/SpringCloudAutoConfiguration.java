package io.distsys.autoconfigure.cloud;

import java.net.InetAddress;
import java.util.List;

import io.distsys.cloud.CatalogueHeartbeat;
import io.distsys.cloud.ClusterAutoServiceRegistration;
import io.distsys.cloud.ClusterDiscoveryClient;
import io.distsys.cloud.ClusterReactiveDiscoveryClient;
import io.distsys.cloud.ClusterRegistration;
import io.distsys.cloud.ClusterServiceRegistry;
import io.distsys.cloud.LoadBalancerCacheEviction;
import io.distsys.cloud.ServiceCatalogue;
import io.distsys.cluster.Cluster;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.ClusterTrackers;
import io.distsys.spring.LeavingLifecycle;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.RegistrationLifecycle;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the nodes of the cluster as instances of services. Where another
 * registry of services is configured, this node registers with that one alone.
 *
 * @since 0.1
 */
@AutoConfiguration(
		afterName = { "io.distsys.autoconfigure.tracker.TrackerAutoConfiguration",
				"org.springframework.cloud.netflix.eureka.EurekaClientAutoConfiguration",
				"org.springframework.cloud.consul.serviceregistry.ConsulServiceRegistryAutoConfiguration",
				"org.springframework.cloud.zookeeper.serviceregistry.ZookeeperServiceRegistryAutoConfiguration" },
		beforeName = { "org.springframework.cloud.client.CommonsClientAutoConfiguration",
				"org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration",
				"org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration",
				"org.springframework.cloud.client.serviceregistry.ServiceRegistryAutoConfiguration" })
@ConditionalOnClass(DiscoveryClient.class)
@ConditionalOnBean(ClusterTrackers.class)
@ConditionalOnDiscoveryEnabled
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.spring-cloud.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(SpringCloudProperties.class)
public final class SpringCloudAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ServiceCatalogue clusterServiceCatalogue(Cluster cluster, ClusterTrackers trackers, ClusterThreads threads) {
		return new ServiceCatalogue(cluster, trackers.create("services"), threads.user());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "spring.cloud.discovery.blocking.enabled", matchIfMissing = true)
	ClusterDiscoveryClient clusterDiscoveryClient(ServiceCatalogue catalogue, SpringCloudProperties properties) {
		return new ClusterDiscoveryClient(catalogue, properties.order());
	}

	@Bean
	@ConditionalOnMissingBean
	CatalogueHeartbeat clusterCatalogueHeartbeat(ServiceCatalogue catalogue, ApplicationEventPublisher publisher) {
		return new CatalogueHeartbeat(catalogue, publisher);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Flux.class)
	@ConditionalOnBooleanProperty(name = "spring.cloud.discovery.reactive.enabled", matchIfMissing = true)
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ClusterReactiveDiscoveryClient clusterReactiveDiscoveryClient(ServiceCatalogue catalogue,
				SpringCloudProperties properties) {
			return new ClusterReactiveDiscoveryClient(catalogue, properties.order());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(LoadBalancerCacheManager.class)
	static class LoadBalancerConfiguration {

		/** The bean with the cache is no candidate for injection: it is asked for. */
		@Bean
		@ConditionalOnMissingBean
		LoadBalancerCacheEviction clusterLoadBalancerCacheEviction(ServiceCatalogue catalogue, BeanFactory beans,
				ClusterThreads threads) {
			return new LoadBalancerCacheEviction(catalogue,
					beans.getBeanProvider(LoadBalancerCacheManager.class).getIfAvailable(), threads.core(),
					threads.user());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServerProperties.class)
	@ConditionalOnMissingBean(ServiceRegistry.class)
	@EnableConfigurationProperties(AutoServiceRegistrationProperties.class)
	static class RegistrationConfiguration {

		@Bean
		ClusterServiceRegistry clusterServiceRegistry(ServiceCatalogue catalogue) {
			return new ClusterServiceRegistry(catalogue);
		}

		@Bean
		@ConditionalOnMissingBean(Registration.class)
		ClusterRegistration clusterRegistration(Cluster cluster, SpringCloudProperties properties,
				Environment environment, ObjectProvider<ServerProperties> server) {
			ServerProperties serverProperties = server.getIfAvailable();
			return new ClusterRegistration(cluster.self(),
					new ClusterRegistration.Settings(serviceId(properties, environment),
							host(properties, serverProperties), properties.port(), secure(properties, serverProperties),
							contextPath(environment), properties.metadata()));
		}

		@Bean
		@ConditionalOnMissingBean(AutoServiceRegistration.class)
		@ConditionalOnBean(ClusterRegistration.class)
		@ConditionalOnBooleanProperty(name = "spring.cloud.service-registry.auto-registration.enabled",
				matchIfMissing = true)
		ClusterAutoServiceRegistration clusterAutoServiceRegistration(ApplicationContext context,
				ClusterServiceRegistry registry, AutoServiceRegistrationProperties properties,
				ObjectProvider<RegistrationLifecycle<Registration>> lifecycles, ClusterRegistration registration) {
			List<RegistrationLifecycle<Registration>> ordered = lifecycles.orderedStream().toList();
			return new ClusterAutoServiceRegistration(context, registry, properties, ordered, registration);
		}

		/**
		 * Beside that the node says that it is draining, which alone hides the instance.
		 */
		@Bean
		@ConditionalOnBean(ClusterAutoServiceRegistration.class)
		LeavingLifecycle clusterServiceRegistrationLifecycle(ClusterAutoServiceRegistration registration) {
			return LeavingLifecycle.atOnce(Integer.MAX_VALUE - 1, registration::stop);
		}

		private static String serviceId(SpringCloudProperties properties, Environment environment) {
			return !properties.serviceId().isBlank() ? properties.serviceId()
					: environment.getProperty("spring.application.name", "application");
		}

		private static String host(SpringCloudProperties properties, @Nullable ServerProperties server) {
			InetAddress address = (server != null) ? server.getAddress() : null;
			if (!properties.host().isBlank() || address == null || address.isAnyLocalAddress()) {
				return properties.host();
			}
			return address.getHostAddress();
		}

		private static boolean secure(SpringCloudProperties properties, @Nullable ServerProperties server) {
			Boolean configured = properties.secure();
			return (configured != null) ? configured : server != null && Ssl.isEnabled(server.getSsl());
		}

		private static String contextPath(Environment environment) {
			return environment.getProperty("server.servlet.context-path",
					environment.getProperty("spring.webflux.base-path", ""));
		}

	}

}
