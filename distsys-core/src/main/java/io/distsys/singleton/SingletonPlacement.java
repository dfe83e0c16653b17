package io.distsys.singleton;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.distsys.cluster.Node;
import io.distsys.ownership.Offer;

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
		return (this.roles.isEmpty() || !Collections.disjoint(this.roles, node.roles()))
				&& (this.zones.isEmpty() || this.zones.contains(node.zone()))
				&& !this.excludedNodes.contains(node.name());
	}

	Offer.Terms terms(Node node) {
		int preference = rank(this.preferredNodes, node.name()) * (this.preferredZones.size() + 1)
				+ rank(this.preferredZones, node.zone());
		return new Offer.Terms(preference, node.version(), this.minimumStay, this.minimumNodes);
	}

	/** 0 for one that is not in the list, most for the first. */
	private static int rank(List<String> list, String name) {
		int index = list.indexOf(name);
		return (index < 0) ? 0 : list.size() - index;
	}

}
