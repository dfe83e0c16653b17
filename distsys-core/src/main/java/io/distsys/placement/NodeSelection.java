package io.distsys.placement;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.cluster.Node;

/**
 * Which nodes may have something, and which of them should: affinity and anti-affinity by
 * what a node says of itself. A pure function of the node.
 *
 * @param nodes names of the nodes that may have it; if empty, all
 * @param roles the nodes with one of these may have it; if empty, all
 * @param zones the nodes in one of these may have it; if empty, all
 * @param excludedNodes names of nodes that may not
 * @param excludedRoles nodes with one of these may not
 * @param excludedZones nodes in one of these may not
 * @param preferredNodes names of nodes that should have it, the best first
 * @param preferredZones zones that should have it, the best first; less weighty than
 * nodes
 * @since 0.1
 */
public record NodeSelection(Set<String> nodes, Set<String> roles, Set<String> zones, Set<String> excludedNodes,
		Set<String> excludedRoles, Set<String> excludedZones, List<String> preferredNodes,
		List<String> preferredZones) {

	public NodeSelection {
		nodes = Set.copyOf(nodes);
		roles = Set.copyOf(roles);
		zones = Set.copyOf(zones);
		excludedNodes = Set.copyOf(excludedNodes);
		excludedRoles = Set.copyOf(excludedRoles);
		excludedZones = Set.copyOf(excludedZones);
		preferredNodes = List.copyOf(preferredNodes);
		preferredZones = List.copyOf(preferredZones);
	}

	/**
	 * All nodes alike.
	 * @return no restriction and no preference
	 */
	public static NodeSelection anywhere() {
		return new NodeSelection(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), List.of(), List.of());
	}

	/**
	 * The same selection with other names.
	 * @param resolve gives the names that one name stands for
	 * @return a copy
	 */
	public NodeSelection resolved(Function<String, Stream<String>> resolve) {
		return new NodeSelection(setOf(this.nodes, resolve), setOf(this.roles, resolve), setOf(this.zones, resolve),
				setOf(this.excludedNodes, resolve), setOf(this.excludedRoles, resolve),
				setOf(this.excludedZones, resolve), this.preferredNodes.stream().flatMap(resolve).toList(),
				this.preferredZones.stream().flatMap(resolve).toList());
	}

	private static Set<String> setOf(Set<String> names, Function<String, Stream<String>> resolve) {
		return names.stream().flatMap(resolve).collect(Collectors.toSet());
	}

	/**
	 * Whether a node may have it.
	 * @param node the node
	 * @return {@code true} if nothing speaks against it
	 */
	public boolean admits(Node node) {
		return (this.nodes.isEmpty() || this.nodes.contains(node.name()))
				&& (this.roles.isEmpty() || !Collections.disjoint(this.roles, node.roles()))
				&& (this.zones.isEmpty() || this.zones.contains(node.zone()))
				&& !this.excludedNodes.contains(node.name()) && Collections.disjoint(this.excludedRoles, node.roles())
				&& !this.excludedZones.contains(node.zone());
	}

	/**
	 * How much a node is preferred.
	 * @param node the node
	 * @return 0 for one that is not, more for better ones
	 */
	public int preference(Node node) {
		return rank(this.preferredNodes, node.name()) * (this.preferredZones.size() + 1)
				+ rank(this.preferredZones, node.zone());
	}

	/** 0 for one that is not in the list, most for the first. */
	private static int rank(List<String> list, String name) {
		int index = list.indexOf(name);
		return (index < 0) ? 0 : list.size() - index;
	}

}
