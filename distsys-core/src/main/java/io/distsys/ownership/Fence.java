package io.distsys.ownership;

import io.distsys.time.Subscription;

/**
 * Tells code whether it still owns the resource that it acts for. It closes by itself, by
 * this node's monotonic clock, before the cluster may give the resource to another node;
 * no message from anyone is needed. Once closed it never opens again.
 * <p>
 * Thread-safe; every method is a memory read and a clock read.
 *
 * @since 0.1
 */
public interface Fence {

	/**
	 * The token of the grant, for stores outside of the cluster.
	 * @return the token
	 */
	FencingToken token();

	/**
	 * Whether the resource is held at this instant. The answer may be out of date as soon
	 * as the caller has it if the process is paused in between: that is what the token is
	 * for.
	 * @return {@code true} if it is held
	 */
	boolean isHeld();

	/**
	 * Go on only if the resource is held.
	 * @throws FenceClosedException if it is not
	 */
	void check();

	/**
	 * Be told when the resource is lost or about to be: at the latest {@code stopGrace}
	 * before the fence closes by time. Runs at once if that has happened already.
	 * @param callback runs once, on a thread for the application's code
	 * @return forgets the callback when closed
	 */
	Subscription onLost(Runnable callback);

}
