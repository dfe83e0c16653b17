package io.distsys.messaging;

/**
 * What may be concluded from a call or a command without an answer.
 *
 * @since 0.1
 */
public enum Outcome {

	/** It certainly had no effect: it may be tried again. */
	DID_NOT_RUN,

	/**
	 * It may have had its effect, or have it still: only an idempotent one may be
	 * repeated.
	 */
	MAY_HAVE_RUN

}
