package io.distsys.autoconfigure.presence;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.PerRole;
import io.distsys.messaging.MessageObserver;
import io.distsys.presence.ObservedPresence;
import io.distsys.presence.Presence;
import io.distsys.presence.PresenceFetcher;
import io.distsys.presence.TrackedPresence;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.ClusterTrackers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of presence. A {@link PresenceFetcher} among the beans adds what
 * else is known of those who are present.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.tracker.TrackerAutoConfiguration" })
@ConditionalOnBean(ClusterTrackers.class)
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.presence.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(PresenceProperties.class)
public final class PresenceAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PresenceFetcher presenceFetcher() {
		return PresenceFetcher.none();
	}

	@Bean
	@ConditionalOnMissingBean
	Presence clusterPresence(ClusterTrackers trackers, Cluster cluster, PresenceFetcher fetcher, ClusterThreads threads,
			PresenceProperties properties, ObjectProvider<MessageObserver> observers) {
		PerRole<TrackedPresence> ofRoles = new PerRole<>("presences", cluster.self().roles(),
				(role) -> new TrackedPresence(trackers.ofRole("presence", role), fetcher, trackers.loop(),
						threads.user(), properties.batchInterval(), PerRole.none("presences")));
		TrackedPresence presence = new TrackedPresence(trackers.create("presence"), fetcher, trackers.loop(),
				threads.user(), properties.batchInterval(), ofRoles);
		return ObservedPresence.of(presence, observers.getIfAvailable(MessageObserver::none));
	}

}
