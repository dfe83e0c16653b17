package io.distsys.spring;

import java.util.Set;

/**
 * The methods of this node that are marked with
 * {@link io.distsys.pubsub.ClusterListener}, by their ids. An id that is given is that of
 * one method of one bean. Those without one have that of class and method: overloaded
 * methods, and beans of one class, are started and stopped together. What is done here is
 * done on this node alone.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 */
public interface ClusterListeners {

	/**
	 * The ids of all of them.
	 * @return the ids, sorted
	 */
	Set<String> ids();

	/**
	 * Whether they listen.
	 * @param id their id
	 * @return whether they do
	 * @throws IllegalArgumentException if there is none of that id
	 */
	boolean isRunning(String id);

	/**
	 * Let them listen from now on. Does nothing if they do.
	 * @param id their id
	 * @throws IllegalArgumentException if there is none of that id
	 * @throws IllegalStateException if the application has not started or stops
	 */
	void start(String id);

	/**
	 * Let them listen no more. What waits for them is dropped and counted; a message that
	 * they are in the middle of is finished.
	 * @param id their id
	 * @throws IllegalArgumentException if there is none of that id
	 */
	void stop(String id);

}
