package io.distsys.lock;

/**
 * As many requests as may wait for this lock already: the lock was not acquired.
 *
 * @since 0.1
 */
public class TooManyWaitersException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param name the lock
	 * @param limit how many may wait
	 */
	public TooManyWaitersException(String name, int limit) {
		super("The lock '" + name + "' was not acquired: " + limit + " requests wait for it already, that is the limit"
				+ " (maxWaiting). Split the lock, or raise the limit");
	}

}
