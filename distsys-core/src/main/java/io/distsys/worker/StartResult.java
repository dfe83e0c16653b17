package io.distsys.worker;

import io.distsys.cluster.NodeId;

/**
 * What became of a start.
 *
 * @since 0.1
 */
public sealed interface StartResult permits StartResult.Started, StartResult.AlreadyRunning, NotDone {

	/**
	 * It runs now and is remembered, on two nodes.
	 *
	 * @param node where it runs
	 */
	record Started(NodeId node) implements StartResult {

	}

	/**
	 * It was started before.
	 *
	 * @param node where it runs
	 */
	record AlreadyRunning(NodeId node) implements StartResult {

	}

}
