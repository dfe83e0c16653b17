package io.distsys.actuate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.distsys.actuate.ClusterDescriptor.WorkerTypeDescriptor;
import io.distsys.ownership.Offer;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.Session;
import io.distsys.placement.PlacementStrategy;
import io.distsys.worker.WorkerNode;

/** What the nodes offer of each worker type, as the leader reads it in the table. */
final class WorkerTypes {

	private final OwnershipView view;

	private final NodeNames names;

	WorkerTypes(OwnershipView view, NodeNames names) {
		this.view = view;
		this.names = names;
	}

	/** The types, sorted; those that share their slots are one. */
	List<WorkerTypeDescriptor> all() {
		Map<String, List<Offered>> byName = new TreeMap<>();
		for (Session session : this.view.sessions()) {
			for (Offer offer : session.offers()) {
				if (offer.kind().equals(WorkerNode.KIND)) {
					byName.computeIfAbsent(offer.name(), (name) -> new ArrayList<>()).add(new Offered(session, offer));
				}
			}
		}
		return byName.entrySet().stream().map((type) -> describe(type.getKey(), type.getValue())).toList();
	}

	private WorkerTypeDescriptor describe(String name, List<Offered> offered) {
		int slots = offered.stream().mapToInt((one) -> one.offer().count()).max().orElse(0);
		TreeSet<String> nodes = new TreeSet<>();
		offered.forEach((one) -> nodes.add(this.names.of(one.session().id().node())));
		return new WorkerTypeDescriptor(name, slots, placement(offered), nodes);
	}

	/**
	 * How slots are placed.
	 * @param type name of the worker type
	 * @return the name of the strategy
	 */
	String placement(String type) {
		return placement(this.view.sessions()
			.stream()
			.flatMap((session) -> session.offers().stream().map((offer) -> new Offered(session, offer)))
			.filter((one) -> one.offer().isOf(WorkerNode.KIND, WorkerNode.slotNameOf(type)))
			.toList());
	}

	/** The word of the newest session that does not drain counts. */
	private static String placement(List<Offered> offered) {
		return offered.stream()
			.filter((one) -> !one.session().draining())
			.max(Comparator.comparingLong((Offered one) -> one.session().id().openedAt()))
			.map((one) -> one.offer().terms().strategy())
			.filter((strategy) -> !strategy.isEmpty())
			.orElseGet(PlacementStrategy.CONSISTENT::name);
	}

	private record Offered(Session session, Offer offer) {

	}

}
