package io.distsys.faults.node;

import java.util.concurrent.CompletionStage;

/** What is put into an available worker. */
interface Basket {

	/**
	 * Put one thing into it.
	 * @return the grant under which that was done, as {@code process@token}
	 */
	CompletionStage<String> put();

	/**
	 * What is in it.
	 * @return the number of things by grant
	 */
	CompletionStage<String> counts();

}
