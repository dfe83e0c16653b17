package io.distsys.election;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;

/**
 * Told of the leadership of one candidate. The calls come one after another, on threads
 * for user code: a {@link #revoked} follows each {@link #granted}, and waits until that
 * has returned. So they must return soon; what runs for the whole leadership belongs on
 * another thread.
 *
 * @since 0.1
 */
public interface LeadershipListener {

	/**
	 * The candidate leads. If this throws, the candidate gives the leadership up, is told
	 * so by {@link #revoked}, and stands for it again after a second.
	 * @param fence open while it does; it may have closed already. Its token is larger
	 * than that of every former leader
	 */
	void granted(Fence fence);

	/**
	 * The candidate does not lead any more, or will not in a moment: at the latest
	 * {@code stopGrace} before its fence closes by time, and before that if it resigns.
	 * Stop acting as the leader now.
	 * @param token the token of the leadership that ends
	 * @param reason for people
	 */
	void revoked(FencingToken token, String reason);

}
