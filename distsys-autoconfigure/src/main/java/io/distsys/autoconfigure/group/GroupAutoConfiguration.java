package io.distsys.autoconfigure.group;

import io.distsys.group.ClusterGroups;
import io.distsys.group.TrackedGroups;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.ClusterTrackers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of groups.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.tracker.TrackerAutoConfiguration" })
@ConditionalOnBean(ClusterTrackers.class)
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.group.enabled" }, matchIfMissing = true)
public final class GroupAutoConfiguration {

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	ClusterGroups clusterGroups(Messenger messenger, Codec codec, ClusterTrackers trackers, ClusterThreads threads,
			ObjectProvider<MessageObserver> observer) {
		return new TrackedGroups(messenger, codec, trackers.create("groups"), threads.user(),
				observer.getIfAvailable(MessageObserver::none));
	}

}
