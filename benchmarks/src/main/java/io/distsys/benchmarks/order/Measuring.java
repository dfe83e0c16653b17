package io.distsys.benchmarks.order;

import java.io.IOException;
import java.time.Duration;

import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.benchmarks.report.OverheadFigures;
import io.distsys.faults.host.FaultCluster;

/** Lets nodes of a cluster measure operations. Used by one thread. */
public final class Measuring {

	/** The order to compare calls on the node itself. */
	public static final String LOCAL_CALLS = "local-calls";

	private static final Duration WARM_UP = Duration.ofSeconds(1);

	private final Ordered orders;

	private final Duration time;

	/**
	 * Create it.
	 * @param cluster the cluster
	 * @param time how long one measurement takes
	 */
	public Measuring(FaultCluster cluster, Duration time) {
		this.orders = new Ordered(cluster);
		this.time = time;
	}

	/**
	 * Measure an operation from one node.
	 * @param node the node
	 * @param operation its name
	 * @param inFlight how many at a time
	 * @return what came out
	 * @throws IOException if the node does not answer
	 */
	public LatencyFigures measure(int node, String operation, int inFlight) throws IOException {
		return LatencyFigures.parse(ask(node, operation, inFlight));
	}

	/**
	 * Measure what a call of a singleton that is active on a node costs there.
	 * @param node the node
	 * @return what came out
	 * @throws IOException if the node does not answer
	 */
	public OverheadFigures measureLocalCalls(int node) throws IOException {
		return OverheadFigures.parse(ask(node, LOCAL_CALLS, 1));
	}

	private String ask(int node, String operation, int inFlight) throws IOException {
		return this.orders.ask(node, operation + " " + inFlight + " " + WARM_UP.toMillis() + " " + this.time.toMillis(),
				WARM_UP.plus(this.time).plusSeconds(30));
	}

}
