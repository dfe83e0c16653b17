package io.distsys.autoconfigure.singleton;

import java.time.Clock;
import java.util.Map;

import io.distsys.available.AvailableNode;
import io.distsys.cluster.Cluster;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.Fence;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownerships;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.ScheduledRuns;
import io.distsys.singleton.SingletonSettings;
import io.distsys.singleton.SingletonThreads;
import io.distsys.spring.ClusterSingletonPostProcessor;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.InjectedFence;
import io.distsys.spring.ScheduledProcessorReplacement;
import io.distsys.spring.SettingsProperties;
import io.distsys.spring.SingletonSchedules;

import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.task.ThreadPoolTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Scope;

/**
 * Auto-configuration of cluster singletons.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.ownership.OwnershipAutoConfiguration",
		"io.distsys.autoconfigure.available.AvailableAutoConfiguration" })
@ConditionalOnBean(Ownerships.class)
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.singleton.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(SingletonProperties.class)
public final class SingletonAutoConfiguration {

	@Bean
	static ClusterSingletonPostProcessor clusterSingletonPostProcessor(ObjectProvider<ClusterSingletons> singletons) {
		return new ClusterSingletonPostProcessor(singletons::getObject);
	}

	@Bean
	static ScheduledProcessorReplacement scheduledProcessorReplacement() {
		return new ScheduledProcessorReplacement();
	}

	@Bean
	@ConditionalOnMissingBean
	SingletonSettings singletonSettings(SingletonProperties properties) {
		SingletonSettings defaults = SingletonSettings.ofDefaults();
		return SettingsProperties.of("distsys.singleton", SingletonSettings.class)
			.check(() -> new SingletonSettings(properties.callTimeout(), properties.drainTimeout(),
					defaults.minimumBackoff(), defaults.maximumBackoff()));
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterSingletons clusterSingletons(Ownerships ownerships, AvailableNode available, Messenger messenger,
			Cluster cluster, Codec codec, ClusterThreads threads, SingletonSettings settings,
			ObjectProvider<MessageObserver> observer) {
		return new ClusterSingletons(Map.of(Guarantee.STRONG, ownerships, Guarantee.AVAILABLE, available), messenger,
				cluster, codec, threads.core(), new SingletonThreads(threads.user(), threads.activities()),
				threads.mustNotBlock(), settings, observer.getIfAvailable(MessageObserver::none));
	}

	/**
	 * By default Spring's scheduler stops as soon as the context closes, long before the
	 * singletons are handed over: nobody would run what falls due while the web server
	 * drains. Its own phase comes after that of the core.
	 */
	@Bean
	ThreadPoolTaskSchedulerCustomizer clusterSchedulesUntilHandOver() {
		return (scheduler) -> scheduler.setAcceptTasksAfterContextClose(true);
	}

	@Bean
	@ConditionalOnMissingBean
	ScheduledRuns clusterScheduledRuns(Messenger messenger, Cluster cluster, ClusterThreads threads) {
		return new ScheduledRuns(messenger, cluster, threads.core());
	}

	@Bean
	@ConditionalOnMissingBean
	SingletonSchedules clusterSingletonSchedules(ObjectProvider<ClusterSingletons> singletons, ScheduledRuns runs,
			Cluster cluster, ClusterThreads threads) {
		return new SingletonSchedules(singletons, runs, cluster, Clock.systemUTC(), threads.user());
	}

	@Bean
	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	@ConditionalOnMissingBean
	Fence clusterSingletonFence(InjectionPoint point, ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<ClusterSingletons> singletons) {
		return InjectedFence.of(point, beanFactory, singletons::getObject);
	}

}
