package io.distsys.faults.node;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;

/**
 * Records when another node has gone out of the view: what was sent to it until then is
 * given up, and what is sent to it later does not follow it.
 */
class Partings {

	private final HistoryWriter history;

	Partings(Cluster cluster, HistoryWriter history) {
		this.history = history;
		cluster.subscribe(this::record);
	}

	private void record(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeLost lost) {
			this.history.record(EventKind.LOST, Words.PARTED, 0, lost.node().name());
		}
		else if (event instanceof ClusterEvent.NodeLeft left) {
			this.history.record(EventKind.LOST, Words.PARTED, 0, left.node().name());
		}
	}

}
