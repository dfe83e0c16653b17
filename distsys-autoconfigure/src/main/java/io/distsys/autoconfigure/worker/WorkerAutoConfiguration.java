package io.distsys.autoconfigure.worker;

import java.security.SecureRandom;
import java.util.List;

import io.distsys.available.AvailableNode;
import io.distsys.cluster.Cluster;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.Ownerships;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.ClusterTrackers;
import io.distsys.spring.SettingsProperties;
import io.distsys.spring.SubclassProxies;
import io.distsys.spring.UserThreads;
import io.distsys.spring.WorkerExecutor;
import io.distsys.spring.WorkerRegistrar;
import io.distsys.spring.WorkerScanner;
import io.distsys.worker.SupervisionGroup;
import io.distsys.worker.WorkerEventListener;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerSettings;
import io.distsys.worker.WorkerStore;
import io.distsys.worker.WorkerTypeDefinition;
import io.distsys.worker.Workers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration of workers.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.ownership.OwnershipAutoConfiguration",
		"io.distsys.autoconfigure.tracker.TrackerAutoConfiguration",
		"io.distsys.autoconfigure.available.AvailableAutoConfiguration" })
@ConditionalOnBean(Ownerships.class)
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.worker.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(WorkerProperties.class)
public final class WorkerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WorkerSettings workerSettings(WorkerProperties properties, ResourceLoader resourceLoader) {
		return SettingsProperties.of("distsys.worker", WorkerSettings.class)
			.check(() -> new WorkerSettings(properties.callTimeout(), properties.drainTimeout(),
					properties.handOverTimeout(), properties.recoveryTimeout(),
					CallerRuns.where(properties.callerRuns(), resourceLoader.getClassLoader())));
	}

	@Bean
	WorkerExecutor workerThreads(WorkerProperties properties, Environment environment) {
		return new WorkerExecutor(UserThreads.create("distsys-worker-", properties.threads(), environment),
				UserThreads.create("distsys-worker-activity-", properties.threads(), environment),
				UserThreads.create("distsys-worker-store-", properties.threads(), environment));
	}

	@Bean
	@ConditionalOnMissingBean(Workers.class)
	WorkerRegistrar workerRegistrar(ConfigurableListableBeanFactory beanFactory, Environment environment,
			ResourceLoader resourceLoader) {
		List<String> packages = AutoConfigurationPackages.has(beanFactory) ? AutoConfigurationPackages.get(beanFactory)
				: List.of();
		return new WorkerRegistrar(new WorkerScanner(beanFactory, environment, resourceLoader), packages);
	}

	@Bean
	@ConditionalOnMissingBean(Workers.class)
	WorkerNode workers(Cluster cluster, Messenger messenger, Codec codec, Ownerships ownerships, ClusterThreads threads,
			WorkerExecutor workerThreads, WorkerSettings settings, ObjectProvider<WorkerEventListener> listeners,
			WorkerRegistrar registrar, ObjectProvider<WorkerTypeDefinition> types,
			ObjectProvider<SupervisionGroup> groups, ObjectProvider<ClusterTrackers> trackers,
			ObjectProvider<WorkerStore> store, ObjectProvider<MessageObserver> observer,
			ObjectProvider<AvailableNode> available) {
		ClusterTrackers tracking = trackers.getIfAvailable();
		WorkerNode workers = new WorkerNode(new WorkerNode.Seams(cluster, messenger, codec, ownerships, threads.core(),
				workerThreads.threads(), workerThreads.activities(), workerThreads.storage(), new SecureRandom(),
				observer.getIfAvailable(MessageObserver::none), available.getIfAvailable(), new SubclassProxies()),
				settings, new WorkerEventListeners(() -> listeners.orderedStream().toList()),
				(tracking != null) ? tracking.create("worker-groups") : null, store.getIfAvailable());
		registrar.defineTypes(workers, types.orderedStream());
		registrar.defineGroups(workers, groups.orderedStream());
		return workers;
	}

	/**
	 * Workers start to run once all beans are there, with those that they ask for, before
	 * the strong core starts.
	 */
	@Bean
	@ConditionalOnBean(WorkerNode.class)
	SmartInitializingSingleton workerStarter(WorkerNode workers, ObjectProvider<WorkerRegistrar> registrar) {
		return () -> {
			registrar.ifAvailable(WorkerRegistrar::resolveBeans);
			workers.start();
		};
	}

}
