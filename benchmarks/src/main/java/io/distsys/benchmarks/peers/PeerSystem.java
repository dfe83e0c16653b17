package io.distsys.benchmarks.peers;

import java.util.List;

import io.distsys.benchmarks.peers.node.CallOrder;

/**
 * A system that is measured.
 *
 * @param name its name
 * @param command starts a node
 * @param targets what can be called, as {@link CallOrder#target()} names it
 * @param ways how one caller and how many wait, as {@link CallOrder#way()} names it; the
 * first is also that of one caller
 */
record PeerSystem(String name, Command command, List<String> targets, List<String> ways) {

	/** How a node is started. */
	@FunctionalInterface
	interface Command {

		/**
		 * The words.
		 * @param node the number of the node, from 1
		 * @return the program and its arguments
		 */
		List<String> of(int node);

	}

}
