package io.distsys.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.distsys.benchmarks.peers.node.CallOrder;
import io.distsys.benchmarks.peers.node.CallOrders;
import io.distsys.benchmarks.peers.node.MeasuredNode;
import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.faults.host.FaultCluster;

/** Three nodes of one system. Closing it ends them. Used by one thread. */
final class PeerCluster implements AutoCloseable {

	private static final Duration START = Duration.ofSeconds(90);

	private static final Duration REST = Duration.ofSeconds(90);

	private static final Duration POLL = Duration.ofMillis(250);

	private static final Duration GRACE = Duration.ofSeconds(30);

	private final PeerSystem system;

	private final List<PeerProcess> nodes = new ArrayList<>();

	/**
	 * Start them, the first one first, and wait until everything can be called.
	 * @param system the system
	 * @throws IOException if they do not start
	 */
	PeerCluster(PeerSystem system) throws IOException {
		this.system = system;
		boolean started = false;
		try {
			start();
			started = true;
		}
		finally {
			if (!started) {
				close();
			}
		}
	}

	private void start() throws IOException {
		Path logs = Files.createDirectories(
				Path.of(System.getProperty("faults.directory", "target/runs"), "peers", this.system.name()));
		for (int node = 1; node <= MeasuredNode.NODES; node++) {
			PeerProcess process = PeerProcess.start(this.system.command().of(node), logs.resolve("n" + node + ".log"));
			this.nodes.add(process);
			process.answer(START);
		}
		// Each may wait for what another one starts.
		for (PeerProcess node : this.nodes) {
			node.ask(CallOrders.PREPARE, REST);
		}
		for (PeerProcess node : this.nodes) {
			prepare(node);
		}
	}

	private void prepare(PeerProcess node) throws IOException {
		long deadline = System.nanoTime() + REST.toNanos();
		String missing = node.ask(CallOrders.PREPARE, REST);
		while (!missing.equals(CallOrders.PREPARED)) {
			if (System.nanoTime() >= deadline) {
				throw new IOException(this.system.name() + " is not at rest after " + REST + ": " + missing);
			}
			FaultCluster.sleep(POLL);
			missing = node.ask(CallOrders.PREPARE, REST);
		}
	}

	String version() throws IOException {
		return this.nodes.get(0).ask(CallOrders.VERSION, GRACE);
	}

	/**
	 * Measure calls, from the last node that can make them: the first one of some systems
	 * has more to do than the others.
	 * @param order what to measure
	 * @return what came out
	 * @throws IOException if no node can make them
	 */
	LatencyFigures measure(CallOrder order) throws IOException {
		Duration timeout = order.warmUp().plus(order.time()).plus(GRACE);
		for (int node = this.nodes.size() - 1; node >= 0; node--) {
			String answer = this.nodes.get(node).ask(order.line(), timeout);
			if (!answer.equals(CallOrders.NONE)) {
				return LatencyFigures.parse(answer);
			}
		}
		throw new IOException(this.system.name() + " has nothing to call by " + order.line());
	}

	@Override
	public void close() {
		this.nodes.forEach(PeerProcess::close);
	}

}
