package io.distsys.spring;

/**
 * A property of the library has a value that cannot work.
 *
 * @since 0.1
 */
public class InvalidPropertyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String action;

	/**
	 * Create the exception.
	 * @param property name of the property, or the names of those that do not fit
	 * together
	 * @param reason a sentence that says what is wrong, with the names of the properties
	 * @param action how to mend it
	 */
	public InvalidPropertyException(String property, String reason, String action) {
		super(reason);
		this.property = property;
		this.action = action;
	}

	/**
	 * The property.
	 * @return its name, or several names
	 */
	public String property() {
		return this.property;
	}

	/**
	 * How to mend it.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

}
