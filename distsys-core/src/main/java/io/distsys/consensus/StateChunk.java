package io.distsys.consensus;

import java.util.List;

/**
 * A part of the state of a {@link StateMachine} as it was at one moment. Snapshots are
 * taken often and hardly ever sent, so its bytes are made when they are asked for; what
 * has happened to the machine since must not show in them.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface StateChunk {

	/**
	 * Write it. Called on the event loop, at any time after the snapshot, perhaps never
	 * and perhaps more than once.
	 * @return the bytes, always the same, no more than a message may have
	 */
	byte[] bytes();

	/**
	 * Write all of them.
	 * @param chunks the chunks
	 * @return the bytes of each
	 */
	static List<byte[]> bytesOf(List<StateChunk> chunks) {
		return chunks.stream().map(StateChunk::bytes).toList();
	}

}
