package io.distsys.messaging;

/**
 * Why a receiver did not run a call.
 *
 * @since 0.1
 */
public enum Refusal {

	/** It does not own the thing that was called. */
	NOT_OWNER,

	/** It is leaving and takes nothing new. */
	DRAINING,

	/** The queue of the thing that was called is full. */
	MAILBOX_FULL,

	/** It is not on the side that may act. */
	NO_QUORUM,

	/** Nothing handles that address, or no such method may be called. */
	NO_SUCH_ADDRESS,

	/** The sender's own buffer to that node is full. */
	BUFFER_FULL,

	/** The sender's circuit breaker lets nothing through to that node for now. */
	CIRCUIT_OPEN,

	/** The sender has as many calls to that node under way as its bulkhead admits. */
	BULKHEAD_FULL,

	/** The message is larger than the sender sends at all. */
	TOO_LARGE

}
