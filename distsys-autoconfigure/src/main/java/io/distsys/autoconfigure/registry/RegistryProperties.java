package io.distsys.autoconfigure.registry;

import java.time.Duration;

import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The registry of names.
 *
 * @param timeout how long a registration that blocks tries
 */
@ConfigurationProperties("distsys.registry")
record RegistryProperties(@DefaultValue("10s") Duration timeout) {

	RegistryProperties {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new InvalidPropertyException("distsys.registry.timeout",
					"distsys.registry.timeout must be positive, not " + timeout,
					"Set distsys.registry.timeout to 10s, say.");
		}
	}

}
