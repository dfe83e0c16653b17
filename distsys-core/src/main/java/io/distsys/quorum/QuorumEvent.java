package io.distsys.quorum;

/**
 * Quorum came or went.
 *
 * @since 0.1
 */
public sealed interface QuorumEvent {

	/** This node may act again. */
	record QuorumPresent() implements QuorumEvent {

	}

	/**
	 * This node may not act any more; what it owned stops.
	 *
	 * @param reason for people
	 */
	record QuorumLost(String reason) implements QuorumEvent {

	}

}
