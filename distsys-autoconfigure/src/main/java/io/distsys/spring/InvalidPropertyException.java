package io.distsys.spring;

import java.util.function.Supplier;

/**
 * A property of the library has a value that cannot work.
 *
 * @since 0.1
 */
public class InvalidPropertyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String reason;

	private final String action;

	/**
	 * Create the exception.
	 * @param property name of the property, or the prefix of those that do not fit
	 * together
	 * @param reason what is wrong with it
	 * @param action how to mend it
	 */
	public InvalidPropertyException(String property, String reason, String action) {
		super(property + ": " + reason);
		this.property = property;
		this.reason = reason;
		this.action = action;
	}

	/**
	 * Make settings out of properties.
	 * @param <T> the settings
	 * @param property name of the property, or the prefix of those that belong together
	 * @param settings makes them
	 * @return the settings
	 * @throws InvalidPropertyException if the settings refuse their values
	 */
	public static <T> T check(String property, Supplier<T> settings) {
		try {
			return settings.get();
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new InvalidPropertyException(property, String.valueOf(ex.getMessage()),
					"Change the values under '" + property + "'.");
		}
	}

	/**
	 * The property.
	 * @return its name, or a prefix
	 */
	public String property() {
		return this.property;
	}

	/**
	 * What is wrong with it.
	 * @return a sentence
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * How to mend it.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

}
