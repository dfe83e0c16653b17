package io.distsys.ownership;

/**
 * There are as many numbers as there may be: the operation was not performed. A number
 * that is set to zero makes room.
 *
 * @since 0.1
 */
public class TooManyNumbersException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final int limit;

	/**
	 * Create the exception.
	 * @param name the number for which there is no room
	 * @param limit how many there may be
	 */
	public TooManyNumbersException(String name, int limit) {
		super("There is no room for the number '" + name + "': " + limit
				+ " numbers other than zero exist already, and that is the limit. Set those to zero that are not"
				+ " needed any more, or raise the limit on all nodes");
		this.limit = limit;
	}

	/**
	 * How many numbers there may be.
	 * @return the limit
	 */
	public int limit() {
		return this.limit;
	}

}
