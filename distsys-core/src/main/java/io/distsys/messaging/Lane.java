package io.distsys.messaging;

/**
 * Which queue a message waits in. The two lanes of a connection are independent: control
 * is never behind bulk.
 *
 * @since 0.1
 */
public enum Lane {

	/** Consensus, sessions, ownership, cancellation: small and few. */
	CONTROL,

	/** Calls of users, topics, state. */
	BULK

}
