package io.distsys.autoconfigure.lifecycle;

import java.time.Duration;

import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this node leaves.
 *
 * @param timeout how long leaving in order may take; not longer than nine tenths of
 * "spring.lifecycle.timeout-per-shutdown-phase"
 */
@ConfigurationProperties("distsys.shutdown")
record ShutdownProperties(@DefaultValue("25s") Duration timeout) {

	ShutdownProperties {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new InvalidPropertyException("distsys.shutdown.timeout",
					"distsys.shutdown.timeout must be positive, not " + timeout,
					"Set distsys.shutdown.timeout to 25s, say.");
		}
	}

	Duration within(Duration phase) {
		Duration most = phase.multipliedBy(9).dividedBy(10);
		return (this.timeout.compareTo(most) > 0) ? most : this.timeout;
	}

}
