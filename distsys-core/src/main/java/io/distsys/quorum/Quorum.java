package io.distsys.quorum;

import java.util.function.Consumer;

import io.distsys.time.Subscription;

/**
 * Whether this node is on the side that may act. It says nothing of what the others see:
 * for that ask them, see {@link io.distsys.decision.ClusterDecisions}.
 *
 * @since 0.1
 * @see io.distsys.decision.RequiresQuorum
 * @see io.distsys.decision.ClusterDecisions
 */
public interface Quorum {

	/**
	 * Whether this node may act at this instant. A memory read and a clock read.
	 * @return {@code true} if it may
	 */
	boolean isPresent();

	/**
	 * What is known, for people and health checks.
	 * @return a snapshot
	 */
	QuorumState state();

	/**
	 * Be told of every later change, on the core's event loop, which must not be blocked.
	 * @param listener is given the event
	 * @return ends the subscription when closed
	 */
	Subscription subscribe(Consumer<? super QuorumEvent> listener);

}
