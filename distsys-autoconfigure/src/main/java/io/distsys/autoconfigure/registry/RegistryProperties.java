package io.distsys.autoconfigure.registry;

import java.time.Duration;

import io.distsys.ownership.Guarantee;
import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The registries of names.
 *
 * @param guarantee what the registry that is injected promises; the same on all nodes.
 * strong: a name has one holder at most, and a majority is needed. available: no majority
 * is needed, and each side of a cut can have its own holder
 * @param timeout how long an operation on a strong name that blocks waits for the answer
 * of a majority
 * @param maxClockDrift how far the wall clock of another node may be ahead of this one's;
 * later registrations of this node count as later all the same
 */
@ConfigurationProperties("distsys.registry")
record RegistryProperties(@DefaultValue("strong") Guarantee guarantee, @DefaultValue("10s") Duration timeout,
		@DefaultValue("1m") Duration maxClockDrift) {

	RegistryProperties {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new InvalidPropertyException("distsys.registry.timeout",
					"distsys.registry.timeout must be positive, not " + timeout,
					"Set distsys.registry.timeout to 10s, say.");
		}
		if (maxClockDrift.isNegative()) {
			throw new InvalidPropertyException("distsys.registry.max-clock-drift",
					"distsys.registry.max-clock-drift must not be negative, but is " + maxClockDrift,
					"Set distsys.registry.max-clock-drift to 1m, say.");
		}
	}

}
