package io.distsys.autoconfigure.hazelcast;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastConfigCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applies the customizers that the application has for Spring Boot's own support. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HazelcastConfigCustomizer.class)
class HazelcastCustomizersConfiguration {

	@Bean
	MemberConfigCustomizer bootHazelcastConfigCustomizers(ObjectProvider<HazelcastConfigCustomizer> customizers) {
		return (config) -> customizers.orderedStream().forEach((customizer) -> customizer.customize(config));
	}

}
