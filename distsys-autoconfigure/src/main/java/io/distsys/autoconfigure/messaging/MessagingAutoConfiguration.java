package io.distsys.autoconfigure.messaging;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterMembership;
import io.distsys.messaging.BackPressure;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessagingSettings;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.NodeStateAnnouncer;
import io.distsys.messaging.Transport;
import io.distsys.spring.ClusterThreads;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of messaging.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.hazelcast.HazelcastMemberAutoConfiguration" })
@ConditionalOnBean(Transport.class)
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MessagingProperties.class)
public final class MessagingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MessagingSettings messagingSettings() {
		return MessagingSettings.ofDefaults();
	}

	@Bean
	@ConditionalOnMissingBean
	BackPressure backPressure(MessagingProperties properties, ClusterThreads threads) {
		return switch (properties.whenFull()) {
			case BLOCK -> BackPressure.block(properties.patience(), threads.mustNotBeHeldUp());
			case REJECT -> BackPressure.reject();
		};
	}

	@Bean
	@ConditionalOnMissingBean(Messenger.class)
	EnvelopeMessenger clusterMessenger(Cluster cluster, Transport transport, ClusterThreads threads,
			MessagingSettings settings, BackPressure backPressure) {
		return new EnvelopeMessenger(cluster, transport, threads.core(), settings, backPressure);
	}

	@Bean
	@ConditionalOnMissingBean
	NodeStateAnnouncer nodeStateAnnouncer(ClusterMembership membership, Messenger messenger, ClusterThreads threads) {
		return new NodeStateAnnouncer(membership, messenger, threads.core());
	}

}
