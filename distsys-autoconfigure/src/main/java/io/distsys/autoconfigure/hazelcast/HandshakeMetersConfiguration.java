package io.distsys.autoconfigure.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.actuate.HandshakeMeters;
import io.distsys.hazelcast.guard.MemberGuard;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters of the port of the member. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(MeterRegistry.class)
class HandshakeMetersConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HandshakeMeters handshakeMeters(HazelcastInstance instance) {
		return new HandshakeMeters(() -> MemberGuard.statistics(instance));
	}

}
