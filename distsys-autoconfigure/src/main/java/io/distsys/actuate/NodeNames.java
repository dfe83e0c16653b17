package io.distsys.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;

/**
 * How people call nodes, so that no two are called the same: a name that two nodes bear,
 * or that was the name of one that is gone, is followed by the first digits of the
 * identity. Thread-safe; memory reads only.
 */
final class NodeNames {

	private static final int MOST_GONE = 100;

	private static final Pattern IDENTITY = Pattern.compile("\\b[0-9a-f]{32}\\b");

	private final Cluster cluster;

	/** The last that have gone, the first of them first. */
	private final Map<NodeId, String> gone = new LinkedHashMap<>();

	NodeNames(Cluster cluster) {
		this.cluster = cluster;
		cluster.subscribe(this::onEvent);
	}

	private void onEvent(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeLost || event instanceof ClusterEvent.NodeLeft) {
			remember(event.node());
		}
	}

	private void remember(Node node) {
		synchronized (this.gone) {
			this.gone.put(node.id(), node.name());
			if (this.gone.size() > MOST_GONE) {
				this.gone.remove(this.gone.keySet().iterator().next());
			}
		}
	}

	/**
	 * How a node is called.
	 * @param id the node, which may be gone
	 * @return its name, or what is known of it
	 */
	String of(NodeId id) {
		Node node = this.cluster.view().find(id).orElse(null);
		if (node == null) {
			return ofGone(id);
		}
		return (called(node.name()).size() > 1) ? withDigits(node.name(), id) : node.name();
	}

	private String ofGone(NodeId id) {
		synchronized (this.gone) {
			String name = this.gone.get(id);
			return (name != null) ? withDigits(name, id) : id.abbreviated();
		}
	}

	private static String withDigits(String name, NodeId id) {
		return name + " (" + id.abbreviated() + ")";
	}

	/**
	 * Replace the identities in a text.
	 * @param text the text
	 * @return the text, in which nodes are called as people call them
	 */
	String in(String text) {
		return IDENTITY.matcher(text).replaceAll((found) -> Matcher.quoteReplacement(of(NodeId.parse(found.group()))));
	}

	/**
	 * Find the nodes in view that may be meant.
	 * @param nameOrId a name, or an identity in full
	 * @return the nodes, more than one if several bear that name
	 */
	List<Node> called(String nameOrId) {
		return this.cluster.view()
			.nodes()
			.stream()
			.filter((node) -> node.name().equals(nameOrId) || node.id().toString().equals(nameOrId))
			.toList();
	}

	/**
	 * Say that a name does not tell nodes apart.
	 * @param name the name
	 * @param called the nodes that bear it
	 * @return a sentence with their identities
	 */
	static String ambiguous(String name, List<Node> called) {
		return called.size() + " nodes are called '" + name + "', give the id of one of them: "
				+ called.stream().map((node) -> node.id().toString()).toList();
	}

}
