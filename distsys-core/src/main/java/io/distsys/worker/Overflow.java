package io.distsys.worker;

/**
 * What becomes of a call to a worker whose mailbox is full.
 *
 * @since 0.1
 */
public enum Overflow {

	/** The new call is refused: {@link io.distsys.messaging.Refusal#MAILBOX_FULL}. */
	REJECT,

	/**
	 * The call that has waited longest is refused instead. For calls whose newest matters
	 * most: positions, prices.
	 */
	DROP_OLDEST,

	/**
	 * The new call waits in line, within its caller's timeout, until there is room: its
	 * caller is slowed down to what the worker can do. Each node may have as many calls
	 * in line as the mailbox holds; more are refused as by {@link #REJECT}. A call whose
	 * time is up in the line did not run, and order is kept. No thread of the library
	 * waits.
	 */
	BLOCK

}
