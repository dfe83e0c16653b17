package io.distsys.spring;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Told of the commands that this node has the consensus group apply. Called on the core's
 * loop, which must not be blocked.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface CommandObserver {

	/**
	 * A command has come to its end.
	 * @param vital whether a lease or a grant depends on it
	 * @param took how long it was on its way
	 * @param failure why it was not applied, or may not have been; {@literal null} if it
	 * was
	 */
	void ended(boolean vital, Duration took, @Nullable Throwable failure);

}
