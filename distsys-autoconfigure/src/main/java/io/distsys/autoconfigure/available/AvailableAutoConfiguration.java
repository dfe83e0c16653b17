package io.distsys.autoconfigure.available;

import java.time.Clock;

import io.distsys.available.AvailableNode;
import io.distsys.available.AvailableSettings;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.CrashEvidence;
import io.distsys.messaging.Messenger;
import io.distsys.spring.ClusterThreads;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of ownership that needs no majority.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.messaging.MessagingAutoConfiguration" })
@ConditionalOnBean(Messenger.class)
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
public final class AvailableAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	AvailableNode availableNode(Cluster cluster, Messenger messenger, ClusterThreads threads, CrashEvidence evidence) {
		return new AvailableNode(cluster, messenger, threads.core(), threads.losses(), Clock.systemUTC(), evidence,
				AvailableSettings.ofDefaults());
	}

}
