package io.distsys.singleton;

/**
 * Implemented by a singleton whose state goes to the node that acts after it, or instead
 * of it. The state is offered and not guaranteed: nothing is sent when a node crashes or
 * a lease ends, and what cannot be sent in time is logged and dropped.
 * <p>
 * With {@link io.distsys.ownership.Guarantee#AVAILABLE} it is kept for as long as there
 * may be somebody to use it: the hand-over is repeated while the next node does not take
 * it, and a node that has taken it and then is not to act passes it on, within a minute
 * in all and at most eight states of a singleton; then it is dropped, with a warning. If
 * a node is lost just after it took one, a second node may take it too: let merging twice
 * be as merging once.
 * <p>
 * All methods run on the thread of {@link OnActivate} and {@link OnDeactivate}, one at a
 * time.
 *
 * @param <S> what is sent; the codec must be able to encode it
 * @since 0.1
 */
public interface StateOffer<S> {

	/**
	 * Copy the state. Called after {@link OnDeactivate} on the node that stops in order.
	 * @return the state
	 */
	S offerState();

	/**
	 * Take the state of another node.
	 * @param state what {@link #offerState()} returned there
	 * @param occasion why it stopped. {@link Occasion#HANDED_OVER}: called after
	 * {@link OnActivate} and before the first call, at most once for each activation.
	 * {@link Occasion#CONCEDED}: this one has a state of its own by now, and the two are
	 * to be merged; calls may run meanwhile
	 */
	void acceptState(S state, Occasion occasion);

	/** Why the other node stopped. */
	enum Occasion {

		/** It handed over to this one. */
		HANDED_OVER,

		/**
		 * Both were active, on the two sides of a network that was cut, and this one was
		 * kept; or the state came by way of a third node, when this one had begun. Only
		 * with {@link io.distsys.ownership.Guarantee#AVAILABLE}.
		 */
		CONCEDED

	}

}
