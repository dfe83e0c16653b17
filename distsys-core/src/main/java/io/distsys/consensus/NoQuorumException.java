package io.distsys.consensus;

/**
 * There is no majority that this node can reach: the operation was certainly not
 * performed.
 *
 * @since 0.1
 */
public class NoQuorumException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what was tried and what is missing
	 */
	public NoQuorumException(String message) {
		super(message);
	}

}
