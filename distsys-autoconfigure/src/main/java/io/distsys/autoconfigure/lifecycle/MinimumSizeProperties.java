package io.distsys.autoconfigure.lifecycle;

import java.time.Duration;

import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the start of this node waits for.
 *
 * @param minimumSize how many nodes must be there, this one counted, before this one is
 * ready and owns anything; nodes that go later change nothing
 * @param minimumSizeTimeout how long to wait for them before the start fails
 */
@ConfigurationProperties("distsys.cluster")
record MinimumSizeProperties(@DefaultValue("1") int minimumSize, @DefaultValue("2m") Duration minimumSizeTimeout) {

	MinimumSizeProperties {
		if (minimumSize < 1) {
			throw new InvalidPropertyException("distsys.cluster.minimum-size",
					"distsys.cluster.minimum-size must be at least 1, not " + minimumSize,
					"Set distsys.cluster.minimum-size to 1 or more.");
		}
		if (minimumSizeTimeout.isNegative() || minimumSizeTimeout.isZero()) {
			throw new InvalidPropertyException("distsys.cluster.minimum-size-timeout",
					"distsys.cluster.minimum-size-timeout must be positive, not " + minimumSizeTimeout,
					"Set distsys.cluster.minimum-size-timeout to 2m, say.");
		}
	}

}
