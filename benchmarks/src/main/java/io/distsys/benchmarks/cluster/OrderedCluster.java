package io.distsys.benchmarks.cluster;

import java.io.IOException;
import java.time.Duration;

import io.distsys.benchmarks.order.Ordered;
import io.distsys.faults.host.FaultCluster;

/** Three nodes of an application that follows orders. Used by one thread. */
public final class OrderedCluster implements AutoCloseable {

	/** How many nodes there are. */
	public static final int SIZE = 3;

	/** How long they may take to come to rest. */
	public static final Duration SETTLING = Duration.ofSeconds(120);

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private final FaultCluster cluster;

	private final Ordered ordered;

	/**
	 * Start them.
	 * @param name the name of the run
	 * @param application has the main method
	 * @throws IOException if they do not start
	 */
	public OrderedCluster(String name, Class<?> application) throws IOException {
		this.cluster = new FaultCluster(Processes.plan(SIZE, name, application)
			.withJvmOption("-XX:TieredStopAtLevel=4")
			.withJvmOption("-Xms1g")
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

	/**
	 * Start the nodes that do not run, and wait until each has its vote.
	 * @throws IOException if they do not start
	 */
	public void revive() throws IOException {
		this.cluster.startAll();
		for (int node : this.cluster.nodes()) {
			this.cluster.awaitReady(node);
		}
		if (!this.cluster.awaitWhole(SETTLING)) {
			throw new IOException("Not every node has a vote after " + SETTLING);
		}
	}

	/**
	 * Have something done.
	 * @param node the number of the node
	 * @param order what to do
	 * @return what came of it
	 * @throws IOException if the node does not answer
	 */
	public String ask(int node, String order) throws IOException {
		return this.ordered.ask(node, order, PATIENCE);
	}

	/**
	 * The nodes.
	 * @return their numbers
	 */
	public Iterable<Integer> nodes() {
		return this.cluster.nodes();
	}

	/**
	 * The node that leads.
	 * @return its number
	 * @throws IOException if nobody does
	 */
	public int leader() throws IOException {
		return find(true);
	}

	/**
	 * One that does not lead.
	 * @return its number
	 * @throws IOException if there is none
	 */
	public int follower() throws IOException {
		return find(false);
	}

	/** A busy machine may take a leader away. */
	private int find(boolean leader) throws IOException {
		Sight sight = Processes.await(this.cluster, SETTLING,
				(now) -> this.cluster.nodes().stream().filter(now::leads).count() == 1 ? "" : "not exactly one leads");
		return this.cluster.nodes().stream().filter((node) -> sight.leads(node) == leader).findFirst().orElseThrow();
	}

	/**
	 * Another node.
	 * @param node the number of a node
	 * @return the number of one that is not it
	 */
	public int anyBut(int node) {
		return this.cluster.allBut(node).iterator().next();
	}

	/**
	 * All other nodes.
	 * @param node the number of a node
	 * @return the numbers of those that are not it
	 */
	public Iterable<Integer> allBut(int node) {
		return this.cluster.allBut(node);
	}

	/**
	 * End a node.
	 * @param node its number
	 * @return the clock just before
	 */
	public long kill(int node) {
		return this.cluster.kill(node);
	}

	@Override
	public void close() throws IOException {
		this.cluster.close();
	}

}
