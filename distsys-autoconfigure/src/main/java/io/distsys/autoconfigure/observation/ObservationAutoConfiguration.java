package io.distsys.autoconfigure.observation;

import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.observation.ObservedMessages;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of observations.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.messaging.MessagingAutoConfiguration",
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ Messenger.class, ObservationRegistry.class })
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.observation.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(ObservationProperties.class)
public final class ObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MessageObserver messageObserver(ObservationRegistry registry, ObservationProperties properties) {
		return registry.isNoop() ? MessageObserver.none() : new ObservedMessages(registry, properties.localCalls());
	}

}
