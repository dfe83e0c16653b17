package io.distsys.autoconfigure.tracker;

import io.distsys.cluster.Cluster;
import io.distsys.messaging.Messenger;
import io.distsys.spring.ClusterTrackers;
import io.distsys.time.MonotonicClock;
import io.distsys.tracker.TrackerSettings;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what nodes say of themselves: what groups and presence are made
 * of.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.messaging.MessagingAutoConfiguration" })
@ConditionalOnBean(Messenger.class)
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TrackerProperties.class)
public final class TrackerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TrackerSettings trackerSettings(TrackerProperties properties) {
		TrackerSettings defaults = TrackerSettings.ofDefaults();
		return new TrackerSettings(properties.maxEntries(), defaults.maxValueBytes(), defaults.logLength(),
				defaults.logBytes(), defaults.messageBytes(), properties.repairInterval());
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	ClusterTrackers clusterTrackers(Messenger messenger, Cluster cluster, MonotonicClock clock,
			TrackerSettings settings) {
		return new ClusterTrackers(messenger, cluster, clock, settings);
	}

}
