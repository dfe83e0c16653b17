package io.distsys.autoconfigure.web;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.distsys.spring.DrainingLifecycle;
import io.distsys.spring.WebDrainLifecycle;
import io.distsys.tomcat.TomcatDrain;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of a web server that leaves without losing a request.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = "io.distsys.autoconfigure.lifecycle.LifecycleAutoConfiguration")
@ConditionalOnBean(DrainingLifecycle.class)
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty(name = "distsys.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "server.shutdown", havingValue = "graceful", matchIfMissing = true)
@EnableConfigurationProperties(WebShutdownProperties.class)
public final class WebDrainAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WebDrainLifecycle clusterWebDrainLifecycle(ObjectProvider<WebDrainLifecycle.Server> server,
			WebShutdownProperties properties, Environment environment) {
		Duration phase = DurationStyle.detectAndParse(
				environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", "30s"), ChronoUnit.MILLIS);
		return new WebDrainLifecycle(server.getIfUnique(WebDrainLifecycle.Server::unknown),
				properties.delayWithin(phase));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TomcatWebServerFactory.class)
	@ConditionalOnBooleanProperty(name = "distsys.shutdown.web-drain", matchIfMissing = true)
	static class TomcatConfiguration {

		@Bean
		@ConditionalOnMissingBean(WebDrainLifecycle.Server.class)
		TomcatDrain clusterTomcatDrain() {
			return new TomcatDrain();
		}

	}

}
