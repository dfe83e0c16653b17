package io.distsys.worker;

import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;

/**
 * The worker has handled the call, and its slot was lost before the state that the call
 * left was safe: whether it is kept cannot be known. Only an idempotent call may be
 * repeated.
 *
 * @since 0.1
 */
public class StateNotSavedException extends CallException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message which worker, and what became of its state
	 */
	public StateNotSavedException(String message) {
		super(message, Outcome.MAY_HAVE_RUN);
	}

}
