package io.distsys.lock;

import java.util.concurrent.CompletionStage;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.time.Subscription;

/**
 * A lock that was acquired without a thread: it belongs to whoever has this object.
 * <p>
 * Thread-safe; nothing blocks.
 *
 * @since 0.1
 */
public interface LockHold {

	/**
	 * The lock.
	 * @return its name
	 */
	String name();

	/**
	 * The token of this hold, for stores outside of the cluster.
	 * @return the token
	 */
	FencingToken token();

	/**
	 * Tells whether the lock is held.
	 * @return open while it is
	 */
	Fence fence();

	/**
	 * Whether the lock is held at this instant, by this node's own clock.
	 * @return {@code true} if it is
	 */
	boolean isHeld();

	/**
	 * Be told, on a thread for user code, if the lock is lost, or is about to be: at the
	 * latest {@code stopGrace} before the fence closes by time. At once if it already is.
	 * Not called for a release.
	 * @param callback runs once
	 * @return forgets the callback when closed
	 */
	Subscription onLost(Runnable callback);

	/**
	 * Give up the lock: its fence is closed when this method returns. The release is
	 * repeated until it is known to be applied, or this node's session has ended.
	 * @return completes when the lock is free for the next; exceptionally with
	 * {@link LockLostException} if it was lost before this call
	 */
	CompletionStage<Void> release();

}
