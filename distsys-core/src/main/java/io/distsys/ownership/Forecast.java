package io.distsys.ownership;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.distsys.cluster.NodeId;

/**
 * What would become of everything that a node owns if the node was lost now: a pure
 * function of the table, by the rules of the planner. It says where the things go first;
 * a few of them and of others may move once more for the balance. Names, locks and
 * leaderships, for which nobody is planned, are not in it.
 *
 * @param places the node that would get each resource
 * @param lost the resources that no node would get
 * @since 0.1
 */
public record Forecast(SortedMap<ResourceKey, NodeId> places, SortedSet<ResourceKey> lost) {

	/**
	 * Forecast the loss of a node.
	 * @param view the table
	 * @param node the node
	 * @return what would become of what it owns
	 */
	public static Forecast without(OwnershipView view, NodeId node) {
		Collection<Session> all = view.sessions();
		List<Session> left = all.stream().filter((session) -> !session.id().node().equals(node)).toList();
		Set<String> kinds = all.stream()
			.flatMap((session) -> session.offers().stream())
			.map(Offer::kind)
			.collect(Collectors.toSet());
		Map<Boolean, List<Ownership>> rows = kinds.stream()
			.flatMap(view::ofKind)
			.collect(Collectors.partitioningBy((row) -> row.node().equals(node)));
		SortedSet<ResourceKey> lost = new TreeSet<>();
		rows.getOrDefault(true, List.of()).forEach((row) -> lost.add(row.key()));
		SortedMap<ResourceKey, NodeId> places = new TreeMap<>();
		for (Command.Move move : new Planner(0).plan(left, rows.getOrDefault(false, List.of()),
				new Planner.Scope(true, false))) {
			SessionId to = move.to();
			if (to != null && lost.remove(move.key())) {
				places.put(move.key(), to.node());
			}
		}
		return new Forecast(places, lost);
	}

}
