package io.distsys.benchmarks.workers.node;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

import io.distsys.cluster.Cluster;
import io.distsys.ownership.Ownerships;
import io.distsys.worker.WorkerNode;

/** What this node has: slots, and heap that is in use. */
class Footprint {

	private static final int COLLECTIONS = 3;

	private final Cluster cluster;

	private final Ownerships ownerships;

	private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

	Footprint(Cluster cluster, Ownerships ownerships) {
		this.cluster = cluster;
		this.ownerships = ownerships;
	}

	/** Answers with the bytes that are alive. */
	String heap() {
		for (int i = 0; i < COLLECTIONS; i++) {
			this.memory.gc();
		}
		return Long.toString(this.memory.getHeapMemoryUsage().getUsed());
	}

	/** Answers with the number of slots that this node owns. */
	String slots() {
		return Long.toString(this.ownerships.view()
			.ofKind(WorkerNode.KIND)
			.filter((row) -> row.node().equals(this.cluster.self().id()))
			.count());
	}

}
