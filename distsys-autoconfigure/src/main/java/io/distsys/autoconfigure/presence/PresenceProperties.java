package io.distsys.autoconfigure.presence;

import java.time.Duration;

import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is present on which topic.
 *
 * @param batchInterval joins and leaves within this time are told to listeners together
 */
@ConfigurationProperties("distsys.presence")
record PresenceProperties(@DefaultValue("100ms") Duration batchInterval) {

	PresenceProperties {
		if (batchInterval.isNegative()) {
			throw new InvalidPropertyException("distsys.presence.batch-interval",
					"distsys.presence.batch-interval must not be negative, but is " + batchInterval,
					"Set distsys.presence.batch-interval to 100ms, say, or to 0 to tell each change at once.");
		}
	}

}
