package io.distsys.benchmarks.workers;

import java.io.IOException;
import java.time.Duration;

import io.distsys.benchmarks.cluster.OrderedCluster;
import io.distsys.benchmarks.workers.node.WorkersNode;
import io.distsys.faults.host.FaultCluster;
import io.distsys.worker.WorkerTypeDefinition;

/** Three nodes with workers, and what they are told to do. */
final class Herd implements AutoCloseable {

	private static final Duration POLL = Duration.ofMillis(500);

	private final OrderedCluster cluster;

	/**
	 * Start them.
	 * @param name the name of the run
	 */
	Herd(String name) throws IOException {
		this.cluster = new OrderedCluster(name, WorkersNode.class);
		try {
			awaitBalance();
		}
		catch (IOException | RuntimeException ex) {
			this.cluster.close();
			throw ex;
		}
	}

	/** Start the nodes that do not run, and wait until each has its part of the slots. */
	void revive() throws IOException {
		this.cluster.revive();
		awaitBalance();
	}

	/** A busy machine may take a node its lease, and then its slots are elsewhere. */
	void awaitBalance() throws IOException {
		long deadline = System.nanoTime() + OrderedCluster.SETTLING.toNanos();
		while (!isBalanced()) {
			if (System.nanoTime() >= deadline) {
				throw new IOException("The slots are not spread evenly after " + OrderedCluster.SETTLING);
			}
			FaultCluster.sleep(POLL);
		}
	}

	private boolean isBalanced() throws IOException {
		int fair = WorkerTypeDefinition.DEFAULT_SLOTS / OrderedCluster.SIZE;
		int sum = 0;
		boolean even = true;
		for (int node : this.cluster.nodes()) {
			int slots = Integer.parseInt(ask(node, "slots"));
			sum += slots;
			even &= slots >= fair / 2;
		}
		return even && sum == WorkerTypeDefinition.DEFAULT_SLOTS;
	}

	String ask(int node, String order) throws IOException {
		return this.cluster.ask(node, order);
	}

	/** The bytes that are alive on all nodes. */
	long heap() throws IOException {
		long sum = 0;
		for (int node : this.cluster.nodes()) {
			sum += Long.parseLong(ask(node, "heap"));
		}
		return sum;
	}

	int leader() throws IOException {
		return this.cluster.leader();
	}

	int follower() throws IOException {
		return this.cluster.follower();
	}

	/**
	 * End a node.
	 * @return the clock just before
	 */
	long kill(int node) {
		return this.cluster.kill(node);
	}

	int anyBut(int node) {
		return this.cluster.anyBut(node);
	}

	@Override
	public void close() throws IOException {
		this.cluster.close();
	}

}
