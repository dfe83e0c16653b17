package io.distsys.cluster;

import java.util.function.Consumer;

import io.distsys.time.Subscription;

/**
 * The nodes that this node sees.
 * <p>
 * All methods may be called from any thread and never block: the view is a memory read.
 *
 * @since 0.1
 */
public interface Cluster {

	/**
	 * This node.
	 * @return this node, in its present state
	 */
	Node self();

	/**
	 * The present view.
	 * @return the view; it always contains {@link #self()}
	 */
	ClusterView view();

	/**
	 * Be told of every later change, in the order in which the views changed. Listeners
	 * are called one after another on a thread of the library's own and must not block;
	 * what a listener throws is logged and does not reach the others.
	 * @param listener is called with the event once {@link #view()} shows it
	 * @return ends the subscription when closed
	 */
	Subscription subscribe(Consumer<? super ClusterEvent> listener);

}
