package io.distsys.singleton;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.distsys.cluster.Node;
import io.distsys.ownership.Offer;
import io.distsys.placement.NodeSelection;

/**
 * Where a singleton may be, and where it should be.
 *
 * @param roles the nodes with one of these may have it; if empty, all
 * @param zones the nodes in one of these may have it; if empty, all
 * @param excludedNodes names of nodes that may not
 * @param preferredNodes names of nodes that should have it, the best first
 * @param preferredZones zones that should have it, the best first; less weighty than
 * nodes
 * @param minimumStay how long it stays before it moves to a node that is only better
 * @param minimumNodes it begins only while so many nodes take work
 * @since 0.1
 */
public record SingletonPlacement(Set<String> roles, Set<String> zones, Set<String> excludedNodes,
		List<String> preferredNodes, List<String> preferredZones, Duration minimumStay, int minimumNodes) {

	public SingletonPlacement {
		roles = Set.copyOf(roles);
		zones = Set.copyOf(zones);
		excludedNodes = Set.copyOf(excludedNodes);
		preferredNodes = List.copyOf(preferredNodes);
		preferredZones = List.copyOf(preferredZones);
	}

	/**
	 * On any node, spread over all.
	 * @return no restriction and no preference
	 */
	public static SingletonPlacement anywhere() {
		return new SingletonPlacement(Set.of(), Set.of(), Set.of(), List.of(), List.of(), Duration.ZERO, 1);
	}

	/**
	 * Whether a node may have it.
	 * @param node the node
	 * @return {@code true} if nothing speaks against it
	 */
	public boolean admits(Node node) {
		return selection().admits(node);
	}

	Offer.Terms terms(Node node) {
		return new Offer.Terms(selection().preference(node), node.version(), this.minimumStay, this.minimumNodes);
	}

	private NodeSelection selection() {
		return new NodeSelection(Set.of(), this.roles, this.zones, this.excludedNodes, Set.of(), Set.of(),
				this.preferredNodes, this.preferredZones);
	}

}
