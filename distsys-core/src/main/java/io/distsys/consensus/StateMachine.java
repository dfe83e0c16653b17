package io.distsys.consensus;

import java.util.List;

/**
 * What the log is applied to. Deterministic: the same commands in the same order make the
 * same state and the same results on every node. All methods are called on the event
 * loop.
 *
 * @since 0.1
 */
public interface StateMachine {

	/**
	 * Begin anew, empty, for a group. Called before the first command of a group, also
	 * when this node leaves one group for another.
	 * @param group the group
	 */
	void reset(GroupId group);

	/**
	 * Apply a command.
	 * @param index its place in the log
	 * @param command the bytes; never fails for bytes that some version of this machine
	 * wrote
	 * @return the result for the submitter
	 */
	byte[] apply(long index, byte[] command);

	/**
	 * Make every token that is granted from now on larger than one that a joining node
	 * has seen in an earlier group. Part of the log like a command, so it happens at the
	 * same place on every node; the floor belongs to the state and to its snapshot, and
	 * {@link #highestToken()} is not below it afterwards.
	 * @param index its place in the log
	 * @param floor the token to stay above
	 */
	void raiseTokens(long index, long floor);

	/**
	 * The whole state as it is at this moment. Nobody can do anything else meanwhile, and
	 * it may be asked for several times a second.
	 * @return chunks in order
	 */
	List<StateChunk> snapshot();

	/**
	 * Replace the state.
	 * @param index the last entry that the snapshot contains
	 * @param chunks the bytes of what {@link #snapshot()} made on some node
	 */
	void install(long index, List<byte[]> chunks);

	/**
	 * The highest fencing token that this node has ever seen, for the base of a later
	 * group.
	 * @return the token, 0 if none
	 */
	long highestToken();

}
