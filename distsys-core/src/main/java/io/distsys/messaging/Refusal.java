package io.distsys.messaging;

/**
 * Why a call did not run: what who was called answered, or why the caller's own node has
 * not sent it. Whoever asks what to do next asks both alike, so they are one list.
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

	/** A buffer on the way is full: mostly the sender's own to that node. */
	BUFFER_FULL,

	/**
	 * Not sent: the sender's circuit breaker lets nothing through to that node for now.
	 */
	CIRCUIT_OPEN,

	/**
	 * Not sent: the sender has as many calls to that node under way as its bulkhead
	 * admits.
	 */
	BULKHEAD_FULL,

	/** Not sent: the message is larger than the sender sends at all. */
	TOO_LARGE

}
