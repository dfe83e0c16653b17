package io.distsys.autoconfigure.election;

import java.time.Duration;

import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Elections of leaders.
 *
 * @param resignTimeout how long the listener of a leader that resigns may take to stop;
 * then the next one leads all the same
 */
@ConfigurationProperties("distsys.election")
record ElectionProperties(@DefaultValue("5s") Duration resignTimeout) {

	ElectionProperties {
		if (resignTimeout.isNegative() || resignTimeout.isZero()) {
			throw new InvalidPropertyException("distsys.election.resign-timeout",
					"distsys.election.resign-timeout must be positive, not " + resignTimeout,
					"Set distsys.election.resign-timeout to 5s, say.");
		}
	}

}
