package io.distsys.lock;

import io.distsys.ownership.FencingToken;

/**
 * The lock was lost while the caller believed to hold it: the critical section was not
 * protected to its end, and another may have been in its own meanwhile. The lock needs no
 * further release. Whoever wrote to a store that does not check the token must find out
 * what became of it.
 *
 * @since 0.1
 */
public class LockLostException extends IllegalMonitorStateException {

	private static final long serialVersionUID = 1L;

	private final String name;

	private final long token;

	/**
	 * Create the exception.
	 * @param name the lock
	 * @param token the token under which it was held
	 */
	public LockLostException(String name, FencingToken token) {
		super("The lock '" + name + "' was lost (token " + token + "): this node's lease was not renewed in time or"
				+ " was taken back, so the critical section was not protected to its end");
		this.name = name;
		this.token = token.value();
	}

	/**
	 * The lock.
	 * @return its name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The token under which it was held.
	 * @return the token
	 */
	public FencingToken token() {
		return new FencingToken(this.token);
	}

}
