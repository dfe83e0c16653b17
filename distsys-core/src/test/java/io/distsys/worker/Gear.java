package io.distsys.worker;

import java.util.concurrent.CompletionStage;

/** A part of a machine. */
interface Gear {

	/** How often it was turned since it was started. */
	CompletionStage<Integer> turn();

	@Cast
	void jam();

}
