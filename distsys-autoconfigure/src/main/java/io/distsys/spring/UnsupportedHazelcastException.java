package io.distsys.spring;

/**
 * The Hazelcast that was found is not one that the library can stand on.
 *
 * @since 0.1
 */
public class UnsupportedHazelcastException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Create the exception.
	 * @param message what was found
	 * @param action how to mend it
	 */
	public UnsupportedHazelcastException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * How to mend it.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

}
