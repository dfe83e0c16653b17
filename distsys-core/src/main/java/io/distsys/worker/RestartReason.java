package io.distsys.worker;

/**
 * Why a worker is made anew.
 *
 * @since 0.1
 */
public enum RestartReason {

	/** It threw what is not part of its business. */
	CRASH,

	/** Somebody has asked for it. */
	REQUEST,

	/** It has stopped itself, and is {@link Restart#PERMANENT}. */
	ENDED,

	/** Another member of its {@link SupervisionGroup} has crashed. */
	GROUP,

	/** A member of its {@link SupervisionGroup} has spent its restarts. */
	ESCALATION,

	/**
	 * The node that had it is gone, and it runs on this one. Told by
	 * {@link WorkerEvent.WorkerTakenOver}.
	 */
	NODE_LOST

}
