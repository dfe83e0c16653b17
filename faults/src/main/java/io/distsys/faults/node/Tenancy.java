package io.distsys.faults.node;

import java.util.function.BooleanSupplier;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.ownership.Fence;

/**
 * One grant of a resource to this node.
 *
 * @param resource the resource
 * @param token the token of the grant
 * @param fence whether the grant is still good, asked now
 */
record Tenancy(String resource, long token, BooleanSupplier fence) {

	static Tenancy of(String resource, Fence fence) {
		return new Tenancy(resource, fence.token().value(), fence::isHeld);
	}

	/**
	 * Ask the fence, between two readings of the clock, and record the answer.
	 * @return the answer
	 */
	boolean ask(HistoryWriter history, EventKind ifHeld) {
		return ask(history, ifHeld, "");
	}

	boolean ask(HistoryWriter history, EventKind ifHeld, String detail) {
		long from = System.nanoTime();
		boolean held = this.fence.getAsBoolean();
		long at = System.nanoTime();
		history.record(from, at, held ? ifHeld : EventKind.CLOSED, this.resource, this.token, detail);
		return held;
	}

}
