package io.distsys.lock;

/**
 * This node leaves the cluster and takes no more locks: the lock was not acquired.
 *
 * @since 0.1
 */
public class LocksClosedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param name the lock
	 */
	public LocksClosedException(String name) {
		super("The lock '" + name + "' was not acquired: this node leaves the cluster and takes no more locks");
	}

}
