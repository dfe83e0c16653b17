package io.distsys.worker;

/**
 * When a worker that was started, or that has a {@link WorkerState}, runs again without a
 * call.
 *
 * @since 0.1
 */
public enum Restart {

	/** Always: after a crash, on another node, and also when it has stopped itself. */
	PERMANENT,

	/** After a crash, and on another node; not when it has stopped itself. */
	TRANSIENT,

	/**
	 * Never: neither after a crash nor on another node. Only a call makes another one.
	 */
	TEMPORARY

}
