package io.distsys.benchmarks.workers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.distsys.benchmarks.cluster.Processes;
import io.distsys.benchmarks.cluster.Sight;
import io.distsys.benchmarks.order.Ordered;
import io.distsys.benchmarks.workers.node.WorkersNode;
import io.distsys.faults.host.FaultCluster;
import io.distsys.worker.WorkerTypeDefinition;

/** Three nodes with workers, and what they are told to do. */
final class Herd implements AutoCloseable {

	private static final int SIZE = 3;

	private static final Duration SETTLING = Duration.ofSeconds(120);

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final Duration POLL = Duration.ofMillis(500);

	private final FaultCluster cluster;

	private final Ordered ordered;

	/**
	 * Start them.
	 * @param name the name of the run
	 */
	Herd(String name) throws IOException {
		this.cluster = new FaultCluster(Processes.plan(SIZE, name, WorkersNode.class)
			.withJvmOption("-XX:TieredStopAtLevel=4")
			.withJvmOption("-Xmx1g"));
		this.ordered = new Ordered(this.cluster);
		try {
			revive();
		}
		catch (IOException | RuntimeException ex) {
			this.cluster.close();
			throw ex;
		}
	}

	/** Start the nodes that do not run, and wait until each has its part of the slots. */
	void revive() throws IOException {
		this.cluster.startAll();
		for (int node : this.cluster.nodes()) {
			this.cluster.awaitReady(node);
		}
		if (!this.cluster.awaitWhole(SETTLING)) {
			throw new IOException("Not every node has a vote after " + SETTLING);
		}
		awaitBalance();
	}

	/** A busy machine may take a node its lease, and then its slots are elsewhere. */
	void awaitBalance() throws IOException {
		long deadline = System.nanoTime() + SETTLING.toNanos();
		while (!isBalanced()) {
			if (System.nanoTime() >= deadline) {
				throw new IOException("The slots are not spread evenly after " + SETTLING);
			}
			FaultCluster.sleep(POLL);
		}
	}

	private boolean isBalanced() throws IOException {
		int fair = WorkerTypeDefinition.DEFAULT_SLOTS / SIZE;
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
		return this.ordered.ask(node, order, PATIENCE);
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
		return find(true);
	}

	int follower() throws IOException {
		return find(false);
	}

	private int find(boolean leader) throws IOException {
		Sight sight = new Sight(this.cluster.events());
		List<Integer> nodes = new ArrayList<>(this.cluster.nodes());
		return nodes.stream()
			.filter((node) -> sight.leads(node) == leader)
			.findFirst()
			.orElseThrow(() -> new IOException("Nobody leads"));
	}

	/**
	 * End a node.
	 * @return the clock just before
	 */
	long kill(int node) {
		return this.cluster.kill(node);
	}

	int anyBut(int node) {
		return this.cluster.allBut(node).iterator().next();
	}

	@Override
	public void close() throws IOException {
		this.cluster.close();
	}

}
