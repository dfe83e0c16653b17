package io.distsys.faults.node;

import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;

/**
 * Records all the time whom this node sees. A longer silence shows that the process stood
 * still.
 */
class Pulse {

	/** The resource of its events. */
	static final String RESOURCE = "pulse";

	private static final long PERIOD_MILLIS = 100;

	private final Cluster cluster;

	private final HistoryWriter history;

	Pulse(Cluster cluster, HistoryWriter history) {
		this.cluster = cluster;
		this.history = history;
		Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "faults-pulse");
			thread.setDaemon(true);
			return thread;
		}).scheduleWithFixedDelay(this::beat, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void beat() {
		String seen = this.cluster.view()
			.nodes()
			.stream()
			.map(Node::name)
			.sorted()
			.collect(Collectors.joining(",", "[", "]"));
		this.history.record(EventKind.INVOKED, RESOURCE, 0, seen);
	}

}
