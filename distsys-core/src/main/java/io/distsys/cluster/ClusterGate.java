package io.distsys.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.time.Subscription;

/**
 * Opens when the view has for the first time as many nodes as are wanted, this one
 * counted, nodes that leave not. It does not close again.
 *
 * @since 0.1
 */
public final class ClusterGate {

	private final Cluster cluster;

	private final int minimum;

	private final CompletableFuture<Void> opened = new CompletableFuture<>();

	/**
	 * Begin to wait.
	 * @param cluster the nodes
	 * @param minimum how many are wanted
	 */
	public ClusterGate(Cluster cluster, int minimum) {
		if (minimum < 1) {
			throw new IllegalArgumentException("minimumSize must be at least 1, not " + minimum);
		}
		this.cluster = cluster;
		this.minimum = minimum;
		Subscription events = cluster.subscribe((event) -> look());
		this.opened.thenRun(events::close);
		look();
	}

	private void look() {
		if (present() >= this.minimum) {
			this.opened.complete(null);
		}
	}

	/**
	 * How many nodes are wanted.
	 * @return the number
	 */
	public int minimum() {
		return this.minimum;
	}

	/**
	 * How many nodes are there.
	 * @return those in view that do not leave
	 */
	public int present() {
		return (int) this.cluster.view()
			.nodes()
			.stream()
			.filter((node) -> node.state() == Node.State.JOINING || node.state() == Node.State.UP)
			.count();
	}

	/**
	 * Wait, without blocking.
	 * @return completes when there were enough, at once if that is so already; otherwise
	 * on the thread of the cluster's listeners, which must not be blocked
	 */
	public CompletionStage<Void> opened() {
		return this.opened.copy();
	}

}
