package io.distsys.consensus;

/**
 * No answer of the majority came in time: the operation may have been performed, or may
 * still be. Only an idempotent one may be repeated; a read tells what became of it.
 *
 * @since 0.1
 */
public class OutcomeUnknownException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what was tried
	 */
	public OutcomeUnknownException(String message) {
		super(message);
	}

}
