package io.distsys.benchmarks.order;

import java.io.IOException;
import java.time.Duration;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.FaultCluster;

/** The benchmark's side: gives orders to nodes and waits for their answers. */
public final class Ordered {

	private final FaultCluster cluster;

	private long number;

	/**
	 * Create it.
	 * @param cluster has the nodes
	 */
	public Ordered(FaultCluster cluster) {
		this.cluster = cluster;
	}

	/**
	 * Have something done.
	 * @param node the number of the node
	 * @param order what to do
	 * @param timeout how long it may take
	 * @return what came of it
	 * @throws IOException if the node does not answer in time
	 */
	public String ask(int node, String order, Duration timeout) throws IOException {
		long asked = ++this.number;
		long since = System.nanoTime();
		this.cluster.order(node, asked + " " + order);
		return this.cluster
			.await(since, timeout, (event) -> event.kind() == EventKind.RETURNED && event.token() == asked)
			.orElseThrow(() -> new IOException("n" + node + " did not answer: " + order))
			.detail();
	}

}
