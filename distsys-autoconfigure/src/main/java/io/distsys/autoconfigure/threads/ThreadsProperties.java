package io.distsys.autoconfigure.threads;

import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Threads for user code.
 *
 * @param size most threads that run listeners, singletons and callbacks where virtual
 * threads are not used
 */
@ConfigurationProperties("distsys.threads")
record ThreadsProperties(@DefaultValue("200") int size) {

	ThreadsProperties {
		if (size < 1) {
			throw new InvalidPropertyException("distsys.threads.size",
					"distsys.threads.size must be at least 1, not " + size,
					"Set distsys.threads.size to a positive number.");
		}
	}

}
