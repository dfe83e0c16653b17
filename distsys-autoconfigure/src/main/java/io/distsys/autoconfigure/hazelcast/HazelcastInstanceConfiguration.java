package io.distsys.autoconfigure.hazelcast;

import java.util.List;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.distsys.hazelcast.HazelcastConfigurer;
import io.distsys.hazelcast.HazelcastMember;
import io.distsys.hazelcast.HazelcastSettings;
import io.distsys.hazelcast.discovery.Discovery;
import io.distsys.hazelcast.discovery.Preflight;
import io.distsys.hazelcast.guard.MemberSecurity;
import io.distsys.spring.HazelcastShutdown;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts the member. It is shut down by the lifecycle, not as a bean. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(HazelcastInstance.class)
class HazelcastInstanceConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(HazelcastInstanceConfiguration.class);

	@Bean(destroyMethod = "")
	HazelcastInstance hazelcastInstance(HazelcastConfigurer configurer, ObjectProvider<Config> userConfig,
			ObjectProvider<MemberConfigCustomizer> customizers, HazelcastShutdown shutdown, MemberSecurity security,
			Discovery discovery, DiscoveryProperties properties, HazelcastSettings settings,
			ConfigurableListableBeanFactory beanFactory) {
		RunningMember.requireSupported();
		new SettingsCheck(beanFactory).check();
		Config own = userConfig.getIfAvailable();
		Config config = (own != null) ? configurer.complete(own) : configurer.create();
		config.setProperty("hazelcast.shutdownhook.enabled", "false");
		customizers.orderedStream().forEach((customizer) -> customizer.customize(config));
		List<String> addresses = (own == null && discovery instanceof Discovery.Polled polled)
				? new Preflight(MonotonicClock.system()).await(polled.source(), properties.timeout()) : List.of();
		HazelcastInstance instance = HazelcastMember.start(config, security);
		shutdown.takeOver(() -> instance.getLifecycleService().isRunning(), instance::shutdown,
				() -> instance.getLifecycleService().terminate());
		if (own == null && instance.getCluster().getMembers().size() == 1) {
			warnOfLoneliness(LonelyNode.warning(discovery, addresses, settings));
		}
		return instance;
	}

	private static void warnOfLoneliness(@Nullable String text) {
		if (text != null) {
			logger.warn(text);
		}
	}

	/** Made before the member, so that one that runs always has somebody to end it. */
	@Bean
	HazelcastShutdown hazelcastShutdown() {
		return new HazelcastShutdown();
	}

}
