package io.distsys.benchmarks.peers.node;

import java.util.concurrent.CompletionStage;

/**
 * Something on a node that answers calls, or many such things, one of which at random.
 */
public interface Callee {

	/** So many characters go there and come back. */
	String TEXT = "a text of 32 characters, no more";

	/**
	 * Call it, and wait for the answer.
	 * @return the text
	 */
	String call();

	/**
	 * Call it without waiting.
	 * @return the text, when it has come
	 */
	CompletionStage<String> callLater();

}
