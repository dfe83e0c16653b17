package io.distsys.worker;

import io.distsys.cluster.NodeId;

/**
 * Where a worker is, by the word of the node that owns its slot.
 *
 * @since 0.1
 */
public sealed interface WorkerLocation
		permits WorkerLocation.Running, WorkerLocation.Asleep, WorkerLocation.Absent, NotDone {

	/**
	 * It runs.
	 *
	 * @param node where
	 */
	record Running(NodeId node) implements WorkerLocation {

	}

	/**
	 * It is kept and not in memory: it was put aside, is about to begin, or was given up
	 * for a while. A call makes it.
	 *
	 * @param node where it is kept
	 */
	record Asleep(NodeId node) implements WorkerLocation {

	}

	/** There is no such worker. */
	record Absent() implements WorkerLocation {

	}

}
