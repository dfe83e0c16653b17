package io.distsys.faults.node;

import java.util.concurrent.CompletionStage;

/** What a worker of this application does. */
public interface Tally {

	/**
	 * Act once.
	 * @return the token that it acted with
	 */
	CompletionStage<Long> act();

}
