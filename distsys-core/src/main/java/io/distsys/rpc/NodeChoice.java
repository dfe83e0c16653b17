package io.distsys.rpc;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;

/**
 * Chooses the node that a call goes to, anew for each attempt.
 *
 * @param description what is chosen, for messages
 * @param same whether it is the same node each time
 * @param chooser chooses; empty if there is no such node
 */
record NodeChoice(String description, boolean same, Chooser chooser) {

	static NodeChoice node(Cluster cluster, NodeId id) {
		return new NodeChoice("node " + cluster.view().nameOf(id), true,
				() -> cluster.view().contains(id) ? Optional.of(id) : Optional.empty());
	}

	static NodeChoice ownerOf(KeyOwners owners, Object key) {
		return new NodeChoice("the owner of key '" + key + "'", false, () -> owners.ownerOf(key));
	}

	/** One after another of those that take work. */
	static NodeChoice role(Cluster cluster, String role, AtomicInteger turn) {
		return new NodeChoice("a node of the role '" + role + "'", false, () -> {
			List<Node> nodes = cluster.view()
				.nodes()
				.stream()
				.filter((node) -> node.state() == Node.State.UP && node.roles().contains(role))
				.toList();
			return nodes.isEmpty() ? Optional.empty()
					: Optional.of(nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size())).id());
		});
	}

	Optional<NodeId> choose() {
		return this.chooser.choose();
	}

	@FunctionalInterface
	interface Chooser {

		Optional<NodeId> choose();

	}

}
