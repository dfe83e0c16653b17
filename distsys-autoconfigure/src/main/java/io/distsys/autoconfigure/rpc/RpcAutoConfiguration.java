package io.distsys.autoconfigure.rpc;

import io.distsys.cluster.Cluster;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.resilience.GuardFactory;
import io.distsys.resilience.ResilientCallPolicy;
import io.distsys.rpc.CallPolicy;
import io.distsys.rpc.ClusterServices;
import io.distsys.rpc.KeyOwners;
import io.distsys.rpc.RemoteServices;
import io.distsys.rpc.ServiceSettings;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.RemoteServiceProcessor;
import io.distsys.spring.SettingsProperties;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of remote services.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.messaging.MessagingAutoConfiguration",
		"io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration",
		"io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration",
		"io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration",
		"io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration" })
@ConditionalOnBean(Messenger.class)
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.rpc.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(RpcProperties.class)
public final class RpcAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ServiceSettings serviceSettings(RpcProperties properties) {
		return SettingsProperties.of("distsys.rpc", ServiceSettings.class)
			.check(() -> new ServiceSettings(properties.callTimeout(), properties.maxCalls()));
	}

	@Bean
	@ConditionalOnMissingBean
	RemoteServices remoteServices(Messenger messenger, Cluster cluster, KeyOwners keyOwners, Codec codec,
			ClusterThreads threads, ObjectProvider<CallPolicy> policy, ObjectProvider<MessageObserver> observer,
			ServiceSettings settings) {
		return new ClusterServices(messenger, cluster, keyOwners, codec, threads.core(), threads.user(),
				threads.mustNotBlock(), policy.getIfAvailable(CallPolicy::once),
				observer.getIfAvailable(MessageObserver::none), settings);
	}

	@Bean
	@ConditionalOnMissingBean
	RemoteServiceProcessor remoteServiceProcessor(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<RemoteServices> services) {
		return new RemoteServiceProcessor(beanFactory, services::getObject);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ CircuitBreakerRegistry.class, RetryRegistry.class, BulkheadRegistry.class,
			TimeLimiterRegistry.class })
	@ConditionalOnBean({ CircuitBreakerRegistry.class, RetryRegistry.class, BulkheadRegistry.class,
			TimeLimiterRegistry.class })
	static class ResilienceConfiguration {

		@Bean(destroyMethod = "close")
		@ConditionalOnMissingBean(CallPolicy.class)
		ResilientCallPolicy resilientCallPolicy(CircuitBreakerRegistry breakers, RetryRegistry retries,
				BulkheadRegistry bulkheads, TimeLimiterRegistry limiters, Cluster cluster, ClusterThreads threads) {
			return new ResilientCallPolicy(new GuardFactory(breakers, retries, bulkheads, limiters), cluster,
					threads.core());
		}

	}

}
