package io.distsys.cluster;

/**
 * A change of this node's {@link ClusterView}. Ready and draining are told of this node
 * itself too.
 *
 * @since 0.1
 */
public sealed interface ClusterEvent {

	/**
	 * The node that the event is about.
	 * @return the node as it was last known
	 */
	Node node();

	/**
	 * A node has become visible. It may not take work yet, see {@link NodeReady}.
	 *
	 * @param node the node
	 */
	record NodeJoined(Node node) implements ClusterEvent {

	}

	/**
	 * A node has said that it takes work from now on.
	 *
	 * @param node the node
	 */
	record NodeReady(Node node) implements ClusterEvent {

	}

	/**
	 * A node has said that it leaves and takes nothing new.
	 *
	 * @param node the node
	 */
	record NodeDraining(Node node) implements ClusterEvent {

	}

	/**
	 * A node has left after saying so.
	 *
	 * @param node the node
	 */
	record NodeLeft(Node node) implements ClusterEvent {

	}

	/**
	 * A node has gone without a word: it crashed, hangs, or cannot be reached.
	 *
	 * @param node the node
	 * @param reason what was observed
	 */
	record NodeLost(Node node, String reason) implements ClusterEvent {

	}

}
