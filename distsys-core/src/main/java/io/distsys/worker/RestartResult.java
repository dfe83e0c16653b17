package io.distsys.worker;

import io.distsys.cluster.NodeId;

/**
 * What became of a restart.
 *
 * @since 0.1
 */
public sealed interface RestartResult permits RestartResult.Restarted, RestartResult.NotRunning, NotDone {

	/**
	 * It was stopped and made anew, with the state that is kept.
	 *
	 * @param node where it runs
	 */
	record Restarted(NodeId node) implements RestartResult {

	}

	/** There is no such worker. */
	record NotRunning() implements RestartResult {

	}

}
