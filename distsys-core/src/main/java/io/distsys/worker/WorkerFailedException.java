package io.distsys.worker;

/**
 * The worker has crashed too often and was given up for the rest of its restart window:
 * the call did not run.
 *
 * @since 0.1
 */
public class WorkerFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message which worker, and why it was given up
	 */
	public WorkerFailedException(String message) {
		super(message);
	}

}
