package io.distsys.autoconfigure.threads;

import io.distsys.spring.ClusterThreads;
import io.distsys.spring.UserThreads;
import io.distsys.time.MonotonicClock;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the threads that all concepts share.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnClass(name = "com.hazelcast.core.HazelcastInstance")
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ThreadsProperties.class)
public final class ThreadsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MonotonicClock distsysClock() {
		return MonotonicClock.system();
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterThreads distsysThreads(MonotonicClock clock, ThreadsProperties properties, Environment environment) {
		return new ClusterThreads(clock, UserThreads.create(ClusterThreads.USER_PREFIX, properties.size(), environment),
				UserThreads.unlimited(ClusterThreads.ACTIVITY_PREFIX, environment),
				UserThreads.create(ClusterThreads.LOSS_PREFIX, properties.size(), environment),
				UserThreads.create(ClusterThreads.NAME_LOSS_PREFIX, properties.size(), environment));
	}

}
