package io.distsys.hazelcast.discovery;

import org.jspecify.annotations.Nullable;

/**
 * Addresses of other nodes cannot be had.
 *
 * @since 0.1
 */
public class DiscoveryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	private final boolean permanent;

	/**
	 * Create the exception.
	 * @param message a sentence that says what was asked and what came of it
	 * @param action how to mend it, a sentence
	 * @param permanent whether asking again is no use until somebody mends it
	 * @param cause the cause, if there is one
	 */
	public DiscoveryException(String message, String action, boolean permanent, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
		this.permanent = permanent;
	}

	/**
	 * How to mend it.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

	/**
	 * Whether asking again is no use.
	 * @return whether somebody has to mend something first
	 */
	public boolean permanent() {
		return this.permanent;
	}

}
