package io.distsys.ownership;

/**
 * Moves are not paused, because somebody else paused and resumed them while it was asked
 * for: {@link Rebalancing#pause} asks again, if it is still wanted.
 *
 * @since 0.1
 */
public class MovesResumedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/** Create the exception. */
	public MovesResumedException() {
		super("Moves are not paused: somebody has resumed them since it was asked for. Ask again if they still should"
				+ " be");
	}

}
