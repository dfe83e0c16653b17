package io.distsys.autoconfigure.decision;

import io.distsys.cluster.Cluster;
import io.distsys.decision.ClusterDecisions;
import io.distsys.decision.MessengerDecisions;
import io.distsys.decision.RequiresQuorum;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.quorum.Quorum;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.RequiresQuorumPostProcessor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of decisions, and of {@link RequiresQuorum}.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.quorum.QuorumAutoConfiguration" })
@ConditionalOnBean(Quorum.class)
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
public final class DecisionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	static RequiresQuorumPostProcessor requiresQuorumPostProcessor(ObjectProvider<Quorum> quorum,
			Environment environment) {
		RequiresQuorumPostProcessor processor = new RequiresQuorumPostProcessor(quorum::getObject);
		processor.setProxyTargetClass(environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
		return processor;
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterDecisions clusterDecisions(Messenger messenger, Cluster cluster, Quorum quorum, Codec codec,
			ClusterThreads threads, ObjectProvider<MessageObserver> observers) {
		return new MessengerDecisions(messenger, cluster, quorum, codec, threads.user(), threads.mustNotBlock(),
				observers.getIfAvailable(MessageObserver::none));
	}

}
