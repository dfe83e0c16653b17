package io.distsys.worker;

import io.distsys.cluster.NodeId;

/**
 * What became of a stop.
 *
 * @since 0.1
 */
public sealed interface StopResult permits StopResult.Stopped, StopResult.NotRunning, NotDone {

	/**
	 * It has ended, and is forgotten with its state.
	 *
	 * @param node where it ran
	 */
	record Stopped(NodeId node) implements StopResult {

	}

	/** There was no such worker. */
	record NotRunning() implements StopResult {

	}

}
