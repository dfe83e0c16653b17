package io.distsys.presence;

import java.util.Map;
import java.util.Set;

/**
 * Adds what else is known of those who are present, from a database for instance, with
 * one question for many.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PresenceFetcher {

	/**
	 * Fetch what is known. Called by {@link Presence#list} on the thread of its caller,
	 * and for the joins that listeners are told on a thread for user code; may block.
	 * What it throws reaches that caller; listeners are told without details then, and it
	 * is logged.
	 * @param topic the topic
	 * @param keys who is present
	 * @return the details by key; keys may be missing
	 */
	Map<String, ?> fetch(String topic, Set<String> keys);

	/**
	 * A fetcher that knows nothing.
	 * @return the fetcher
	 */
	static PresenceFetcher none() {
		return (topic, keys) -> Map.of();
	}

}
