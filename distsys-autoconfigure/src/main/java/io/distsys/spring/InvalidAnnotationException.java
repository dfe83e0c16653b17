package io.distsys.spring;

/**
 * An annotation of the library stands where it cannot work.
 *
 * @since 0.1
 */
public class InvalidAnnotationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Create the exception.
	 * @param message where which annotation stands, and why it cannot work there
	 * @param action how to mend it
	 */
	public InvalidAnnotationException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * How to mend it.
	 * @return a sentence for the developer
	 */
	public String action() {
		return this.action;
	}

}
