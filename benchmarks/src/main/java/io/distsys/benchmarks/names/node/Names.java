package io.distsys.benchmarks.names.node;

import java.util.function.Consumer;

import io.distsys.time.Subscription;

/** Names with an address each, in whatever they are kept. Thread-safe. */
interface Names {

	/** What is said of each name. */
	String ADDRESS = "10.0.0.1:7000";

	/**
	 * Take a name for this node; blocks until that is acknowledged.
	 * @throws IllegalStateException if another node has it
	 */
	void register(String name);

	/** Give up all that this node has taken; blocks until it is done. */
	void giveUp() throws InterruptedException;

	/** Whether somebody has the name, as this node knows it. */
	boolean isKnown(String name);

	/** Be told of the names that are taken on any node. */
	Subscription listen(Consumer<String> listener);

}
