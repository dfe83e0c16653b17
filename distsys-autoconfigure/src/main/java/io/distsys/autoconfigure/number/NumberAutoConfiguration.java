package io.distsys.autoconfigure.number;

import io.distsys.number.AtomicNumbers;
import io.distsys.number.NumberSettings;
import io.distsys.number.TableNumbers;
import io.distsys.ownership.Ownerships;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.SettingsProperties;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of numbers.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.ownership.OwnershipAutoConfiguration" })
@ConditionalOnBean(Ownerships.class)
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.number.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(NumberProperties.class)
public final class NumberAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	NumberSettings numberSettings(NumberProperties properties) {
		return SettingsProperties.of("distsys.number", NumberSettings.class)
			.check(() -> new NumberSettings(properties.timeout(), properties.maxNumbers()));
	}

	@Bean
	@ConditionalOnMissingBean
	AtomicNumbers atomicNumbers(Ownerships ownerships, ClusterThreads threads, NumberSettings settings) {
		return new TableNumbers(ownerships, threads.core(), threads.user(), threads.mustNotBlock(), settings);
	}

}
