package io.distsys.autoconfigure.lock;

import io.distsys.lock.ClusterLocks;
import io.distsys.lock.LockSettings;
import io.distsys.lock.TableLocks;
import io.distsys.ownership.Ownerships;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.CoreLifecycle;
import io.distsys.spring.LeavingLifecycle;
import io.distsys.spring.SettingsProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of locks.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "io.distsys.autoconfigure.ownership.OwnershipAutoConfiguration" })
@ConditionalOnBean(Ownerships.class)
@ConditionalOnBooleanProperty(name = { "distsys.enabled", "distsys.lock.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(LockProperties.class)
public final class LockAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LockSettings lockSettings(LockProperties properties) {
		return SettingsProperties.of("distsys.lock", LockSettings.class)
			.check(() -> new LockSettings(properties.timeout(), properties.maxWaiting()));
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean(ClusterLocks.class)
	TableLocks clusterLocks(Ownerships ownerships, ClusterThreads threads, LockSettings settings) {
		return new TableLocks(ownerships, threads.core(), threads.user(), threads.mustNotBlock(), settings);
	}

	// After the web server, whose requests may need locks to end, before the session.
	@Bean
	LeavingLifecycle clusterLocksLifecycle(ObjectProvider<TableLocks> locks) {
		return LeavingLifecycle.atOnce(CoreLifecycle.PHASE + 1, () -> locks.ifAvailable(TableLocks::close));
	}

}
