package io.distsys.autoconfigure.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.distsys.hazelcast.HazelcastConfigurer;
import io.distsys.hazelcast.HazelcastMember;
import io.distsys.spring.HazelcastShutdown;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts the member. It is shut down by the lifecycle, not as a bean. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(HazelcastInstance.class)
class HazelcastInstanceConfiguration {

	@Bean(destroyMethod = "")
	HazelcastInstance hazelcastInstance(HazelcastConfigurer configurer, ObjectProvider<Config> userConfig,
			ObjectProvider<MemberConfigCustomizer> customizers, HazelcastShutdown shutdown) {
		RunningMember.requireSupported();
		Config own = userConfig.getIfAvailable();
		Config config = (own != null) ? configurer.complete(own) : configurer.create();
		config.setProperty("hazelcast.shutdownhook.enabled", "false");
		customizers.orderedStream().forEach((customizer) -> customizer.customize(config));
		HazelcastInstance instance = HazelcastMember.start(config);
		shutdown.takeOver(() -> instance.getLifecycleService().isRunning(), instance::shutdown,
				() -> instance.getLifecycleService().terminate());
		return instance;
	}

	/** Made before the member, so that one that runs always has somebody to end it. */
	@Bean
	HazelcastShutdown hazelcastShutdown() {
		return new HazelcastShutdown();
	}

}
