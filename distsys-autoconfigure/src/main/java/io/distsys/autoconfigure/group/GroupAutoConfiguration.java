package io.distsys.autoconfigure.group;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.PerRole;
import io.distsys.group.ClusterGroups;
import io.distsys.group.TrackedGroups;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.RoleMessenger;
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
	ClusterGroups clusterGroups(Messenger messenger, Cluster cluster, Codec codec, ClusterTrackers trackers,
			ClusterThreads threads, ObjectProvider<MessageObserver> observers) {
		MessageObserver observer = observers.getIfAvailable(MessageObserver::none);
		PerRole<TrackedGroups> ofRoles = new PerRole<>("groups", cluster.self().roles(),
				(role) -> new TrackedGroups(new RoleMessenger(messenger, role), codec, trackers.ofRole("groups", role),
						threads.user(), observer, PerRole.none("groups")));
		return new TrackedGroups(messenger, codec, trackers.create("groups"), threads.user(), observer, ofRoles);
	}

}
