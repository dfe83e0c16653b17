package io.distsys.autoconfigure.pubsub;

import io.distsys.cluster.Cluster;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.pubsub.ClusterTopics;
import io.distsys.pubsub.LoggedTopics;
import io.distsys.pubsub.ReliableTopics;
import io.distsys.pubsub.RetainedLog;
import io.distsys.pubsub.TopicErrorHandler;
import io.distsys.pubsub.Topics;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.spring.ClusterEventRelay;
import io.distsys.spring.ClusterListenerProcessor;
import io.distsys.spring.ClusterSingletonPostProcessor;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.DeadLetterPublisher;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of topics and their listeners.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.messaging.MessagingAutoConfiguration" })
@ConditionalOnBean(Messenger.class)
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.pubsub.enabled" }, matchIfMissing = true)
public final class PubSubAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TopicErrorHandler topicErrorHandler(ApplicationEventPublisher events) {
		return new DeadLetterPublisher(events);
	}

	// Handlers of single listeners may be beans too.
	private static TopicErrorHandler handlerOfAll(ObjectProvider<TopicErrorHandler> handlers,
			ApplicationEventPublisher events) {
		return handlers.getIfUnique(() -> new DeadLetterPublisher(events));
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	Topics clusterTopics(Messenger messenger, Cluster cluster, Codec codec, ClusterThreads threads,
			ObjectProvider<TopicErrorHandler> handlers, ApplicationEventPublisher events,
			ObjectProvider<MessageObserver> observer) {
		return new ClusterTopics(messenger, cluster, codec, threads.core(), threads.user(),
				handlerOfAll(handlers, events), observer.getIfAvailable(MessageObserver::none));
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean(ReliableTopics.class)
	LoggedTopics reliableTopics(RetainedLog log, Cluster cluster, Codec codec, ClusterThreads threads,
			ObjectProvider<TopicErrorHandler> handlers, ApplicationEventPublisher events,
			ObjectProvider<MessageObserver> observer) {
		return new LoggedTopics(log, cluster.self().id(), codec, threads.core(), threads.user(),
				handlerOfAll(handlers, events), observer.getIfAvailable(MessageObserver::none));
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterListenerProcessor clusterListenerProcessor(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<Topics> topics, ObjectProvider<ClusterSingletonPostProcessor> singletonBeans,
			ObjectProvider<ClusterSingletons> singletons) {
		return new ClusterListenerProcessor(beanFactory, topics::getObject, singletonBeans, singletons);
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterEventRelay clusterEventRelay(ConfigurableApplicationContext context, ObjectProvider<Topics> topics) {
		return new ClusterEventRelay(context, topics::getObject);
	}

}
