package io.distsys.faults.node;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;

import org.springframework.scheduling.annotation.Scheduled;

/** Records what this node knows of the consensus group, whenever that changes. */
class GroupRecorder {

	private final Cluster cluster;

	private final ReplicatedLog log;

	private final HistoryWriter history;

	private final Map<NodeId, String> names = new ConcurrentHashMap<>();

	private String recorded = "";

	GroupRecorder(Cluster cluster, ReplicatedLog log, HistoryWriter history) {
		this.cluster = cluster;
		this.log = log;
		this.history = history;
	}

	@Scheduled(fixedDelay = 100)
	void look() {
		this.cluster.view().nodes().forEach((node) -> this.names.put(node.id(), node.name()));
		GroupStatus status = this.log.status();
		NodeId leader = status.leader();
		String present = (status.group() == null) ? "none: " + status.waitingFor()
				: status.role() + " group=" + status.group() + " term=" + status.term() + " leader="
						+ ((leader != null) ? names(List.of(leader)) : "[]") + " voters=" + names(status.voters())
						+ " learners=" + names(status.learners());
		if (!present.equals(this.recorded)) {
			this.recorded = present;
			this.history.record(EventKind.GROUP, "", 0, present);
		}
	}

	/** A node that has left keeps the name that it had. */
	private String names(List<NodeId> nodes) {
		return nodes.stream()
			.map((node) -> this.names.getOrDefault(node, node.toString().substring(0, 8)))
			.sorted()
			.collect(Collectors.joining(",", "[", "]"));
	}

}
