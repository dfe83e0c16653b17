package io.distsys.cluster;

import java.util.List;
import java.util.Optional;

/**
 * The nodes that this node sees at one moment. Views of two nodes may differ; nothing
 * strong is decided by them.
 *
 * @param epoch grows with every change of this node's view
 * @param nodes the nodes, this one included, sorted by {@link NodeId}
 * @since 0.1
 */
public record ClusterView(long epoch, List<Node> nodes) {

	public ClusterView {
		nodes = List.copyOf(nodes);
	}

	/**
	 * Find a node in this view.
	 * @param id the node's identity
	 * @return the node, or empty if this view does not have it
	 */
	public Optional<Node> find(NodeId id) {
		return this.nodes.stream().filter((node) -> node.id().equals(id)).findFirst();
	}

	/**
	 * Find a node as people call it.
	 * @param nameOrId its name, or its identity in full
	 * @return the node, or empty if this view has none of that name
	 */
	public Optional<Node> named(String nameOrId) {
		return this.nodes.stream()
			.filter((node) -> node.name().equals(nameOrId) || node.id().toString().equals(nameOrId))
			.findFirst();
	}

	/**
	 * How people call a node.
	 * @param id the node's identity
	 * @return its name, or its abbreviated identity if this view does not have it
	 */
	public String nameOf(NodeId id) {
		return find(id).map(Node::name).orElseGet(id::abbreviated);
	}

	/**
	 * Whether this view has the node.
	 * @param id the node's identity
	 * @return {@code true} if it is one of {@link #nodes()}
	 */
	public boolean contains(NodeId id) {
		return find(id).isPresent();
	}

}
