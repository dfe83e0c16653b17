package io.distsys.worker;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which other nodes may keep copies of the states of a worker type, and which may have
 * some. The sessions of the table say so rather than the view alone: a node that is cut
 * off sees nobody, and must not take that for leave to go on with one copy.
 */
final class ReplicaPeers {

	private static final Logger logger = LoggerFactory.getLogger(ReplicaPeers.class);

	private final Cluster cluster;

	private final OwnershipView table;

	private final Map<String, Set<NodeId>> hosts = new ConcurrentHashMap<>();

	private final Set<String> alone = ConcurrentHashMap.newKeySet();

	ReplicaPeers(Cluster cluster, OwnershipView table) {
		this.cluster = cluster;
		this.table = table;
	}

	/** A node has said that it runs a type. */
	void runs(NodeId node, String type) {
		this.hosts.computeIfAbsent(type, (key) -> ConcurrentHashMap.newKeySet()).add(node);
	}

	/** Every other node that may have copies and may still be asked. */
	Set<NodeId> present(String type) {
		Set<NodeId> present = new HashSet<>();
		this.cluster.view().nodes().forEach((node) -> present.add(node.id()));
		offering(type).forEach((session) -> present.add(session.id().node()));
		present.remove(this.cluster.self().id());
		return present;
	}

	/** Who may be the backup, the best first. */
	List<NodeId> candidates(String type, int slot) {
		ClusterView view = this.cluster.view();
		Set<NodeId> found = new HashSet<>(this.hosts.getOrDefault(type, Set.of()));
		found.removeIf((node) -> !view.contains(node));
		offering(type).forEach((session) -> found.add(session.id().node()));
		found.remove(this.cluster.self().id());
		tellIfAlone(type, found.isEmpty());
		return found.stream()
			.sorted(Comparator.comparingInt((NodeId node) -> unfitness(view, node))
				.thenComparingLong((node) -> SlotHash.hash(type + '/' + slot + '/' + node)))
			.toList();
	}

	/** Whether a node is there to stay, as far as can be seen. */
	boolean isFit(NodeId node) {
		return unfitness(this.cluster.view(), node) == 0;
	}

	private int unfitness(ClusterView view, NodeId node) {
		Optional<Node> seen = view.find(node);
		if (seen.isEmpty()) {
			return 2;
		}
		boolean leaves = seen.get().state() == Node.State.DRAINING
				|| this.table.sessionOf(node).map(Session::draining).orElse(false);
		return leaves ? 1 : 0;
	}

	private List<Session> offering(String type) {
		String slots = WorkerNode.slotNameOf(type);
		return this.table.sessions()
			.stream()
			.filter((session) -> session.offers().stream().anyMatch((offer) -> offer.isOf(WorkerNode.KIND, slots)))
			.toList();
	}

	private void tellIfAlone(String type, boolean nobody) {
		if (nobody && this.alone.add(type)) {
			logger.warn("The states of workers have no backup: no other node runs the type type={}", type);
		}
		else if (!nobody && this.alone.remove(type)) {
			logger.info("The states of workers have a backup again type={}", type);
		}
	}

}
