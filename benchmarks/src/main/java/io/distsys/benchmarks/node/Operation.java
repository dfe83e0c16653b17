package io.distsys.benchmarks.node;

import java.util.concurrent.CompletionStage;

/** Something that is done again and again. */
interface Operation {

	/**
	 * Begin it.
	 * @param lane who does it: a lane begins its next one after its last one
	 * @return completes when it is done
	 */
	CompletionStage<?> begin(int lane);

}
