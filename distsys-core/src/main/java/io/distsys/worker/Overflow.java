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
	DROP_OLDEST

}
