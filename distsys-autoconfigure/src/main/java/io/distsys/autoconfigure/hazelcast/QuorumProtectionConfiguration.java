package io.distsys.autoconfigure.hazelcast;

import io.distsys.hazelcast.HazelcastConfigurer;
import io.distsys.quorum.Quorum;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells Hazelcast's split-brain protection of the quorum: the member is there first. */
@Configuration(proxyBeanMethods = false)
class QuorumProtectionConfiguration {

	@Bean
	SmartInitializingSingleton quorumProtectionFollowsQuorum(ObjectProvider<HazelcastConfigurer> configurers,
			ObjectProvider<Quorum> quorum) {
		return () -> configurers.ifAvailable(
				(configurer) -> quorum.ifAvailable((present) -> configurer.protection().follow(present::isPresent)));
	}

}
