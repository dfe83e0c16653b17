package io.distsys.benchmarks.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

import io.distsys.benchmarks.node.BenchmarkNode;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;

/** Starts clusters of the measured application and waits until they are at rest. */
public final class Processes {

	/** What the measured application owns, as it names it in its histories. */
	public static final Set<String> RESOURCES = Set.of("strong/first", "strong/second", "strong/third",
			"available/first", "available/second", "available/third", "available/fourth", "available/fifth",
			"available/sixth");

	private static final Duration POLL = Duration.ofMillis(200);

	private static final Duration QUIET = Duration.ofSeconds(2);

	private Processes() {
	}

	/**
	 * Plan a cluster with the defaults of the library.
	 * @param size the number of nodes
	 * @param name the name of the run
	 * @return the plan
	 */
	public static ClusterPlan plan(int size, String name) {
		return plan(size, name, BenchmarkNode.class);
	}

	/**
	 * Plan a cluster of another application, with the defaults of the library.
	 * @param size the number of nodes
	 * @param name the name of the run
	 * @param application has the main method
	 * @return the plan
	 */
	public static ClusterPlan plan(int size, String name, Class<?> application) {
		return ClusterPlan.of(size, name).withApplication(application);
	}

	/**
	 * Start the nodes one after another, for two processors cannot do it at once.
	 * @param cluster the cluster
	 * @return the cluster at rest
	 * @throws IOException if it does not come to rest
	 */
	public static Sight start(FaultCluster cluster) throws IOException {
		cluster.startAll();
		for (int node : cluster.nodes()) {
			cluster.awaitReady(node);
		}
		return settle(cluster, Duration.ofSeconds(90));
	}

	/**
	 * Wait until every node has its vote, every singleton one owner, and nothing changes.
	 * @param cluster the cluster
	 * @param timeout how long to wait
	 * @return the cluster at rest
	 * @throws IOException if it does not come to rest in time
	 */
	public static Sight settle(FaultCluster cluster, Duration timeout) throws IOException {
		return await(cluster, timeout,
				(sight) -> sight.unrest(cluster.nodes(), RESOURCES, QUIET.toNanos(), System.nanoTime()));
	}

	/**
	 * Wait until nothing is missing.
	 * @param cluster the cluster
	 * @param timeout how long to wait
	 * @param missing tells people what is missing; empty if nothing is
	 * @return the cluster then
	 * @throws IOException if something is still missing after that time
	 */
	public static Sight await(FaultCluster cluster, Duration timeout, Function<Sight, String> missing)
			throws IOException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (true) {
			Sight sight = new Sight(cluster.events());
			String what = missing.apply(sight);
			if (what.isEmpty()) {
				return sight;
			}
			if (System.nanoTime() >= deadline) {
				throw new IOException("Not at rest after " + timeout + ": " + what);
			}
			FaultCluster.sleep(POLL);
		}
	}

}
