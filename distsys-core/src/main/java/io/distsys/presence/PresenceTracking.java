package io.distsys.presence;

import java.util.Map;

/**
 * One presence of a key through this node. Thread-safe; nothing blocks.
 *
 * @since 0.1
 */
public interface PresenceTracking extends AutoCloseable {

	/**
	 * Say something else of it.
	 * @param metadata what is said from now on
	 * @return whether it had not ended
	 */
	boolean update(Map<String, String> metadata);

	/** It is not present any more. */
	@Override
	void close();

}
