package io.distsys.autoconfigure.messaging;

import java.time.Duration;

import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Messages between nodes.
 *
 * @param whenFull what becomes of a call or publication that finds the queue to a node
 * full: it holds up its thread until there is room (a call until its deadline), or is
 * refused at once. Threads of the library and of workers are never held up
 * @param patience how long a publication is held up at most
 */
@ConfigurationProperties("distsys.messaging")
record MessagingProperties(@DefaultValue("block") WhenFull whenFull, @DefaultValue("1s") Duration patience) {

	MessagingProperties {
		if (patience.isNegative() || patience.isZero()) {
			throw new InvalidPropertyException("distsys.messaging.patience",
					"distsys.messaging.patience must be positive, not " + patience,
					"Set distsys.messaging.patience to 1s, say, or distsys.messaging.when-full to reject.");
		}
	}

	enum WhenFull {

		BLOCK, REJECT

	}

}
