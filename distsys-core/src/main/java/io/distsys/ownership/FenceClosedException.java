package io.distsys.ownership;

/**
 * The resource is not held any more (or not yet): the operation was not performed.
 *
 * @since 0.1
 */
public class FenceClosedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message which resource, and why it is not held
	 */
	public FenceClosedException(String message) {
		super(message);
	}

}
