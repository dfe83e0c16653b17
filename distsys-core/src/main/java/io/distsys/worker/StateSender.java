package io.distsys.worker;

import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;

/** Sends the state of a slot to its next owner. */
@FunctionalInterface
interface StateSender {

	/**
	 * Send a state.
	 * @param next the next owner
	 * @param type the worker type
	 * @param slot the slot
	 * @param token the grant that ends
	 * @param state the state
	 * @return completes when the next owner has all of it; exceptionally if it did not
	 * come that far in time
	 */
	CompletionStage<Void> send(NodeId next, String type, int slot, long token, SlotState state);

}
