package io.distsys.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import io.distsys.actuate.ExplanationDescriptor.CandidateDescriptor;
import io.distsys.actuate.ExplanationDescriptor.LossExplanation;
import io.distsys.actuate.ExplanationDescriptor.SingletonExplanation;
import io.distsys.actuate.ExplanationDescriptor.WorkerExplanation;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Forecast;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Session;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.worker.WorkerNode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/** Says why things are where they are. Memory reads only. */
final class Explanations {

	private final Cluster cluster;

	private final OwnershipView view;

	private final Ownerships.Lease lease;

	private final NodeNames names;

	Explanations(Cluster cluster, Ownerships ownerships, NodeNames names) {
		this.cluster = cluster;
		this.view = ownerships.view();
		this.lease = ownerships.lease();
		this.names = names;
	}

	/**
	 * Explain.
	 * @param part {@code nodes}, {@code singletons} or {@code workers}
	 * @param name the node, the singleton or the worker type
	 * @param key the worker
	 * @return the explanation, or {@literal null} if there is nothing of that name
	 */
	@Nullable ExplanationDescriptor of(String part, String name, @Nullable String key) {
		return switch (part) {
			case "nodes" -> loss(name);
			case "singletons" -> singleton(name);
			case "workers" -> (key != null) ? worker(name, key) : null;
			default -> null;
		};
	}

	private @Nullable LossExplanation loss(String name) {
		List<Node> called = this.names.called(name);
		if (called.size() > 1) {
			throw new InvalidEndpointRequestException(NodeNames.ambiguous(name, called), "Nodes share a name");
		}
		return called.isEmpty() ? null : loss(called.get(0), Forecast.without(this.view, called.get(0).id()));
	}

	private LossExplanation loss(Node node, Forecast forecast) {
		Map<String, String> singletons = new TreeMap<>();
		Map<String, Map<String, Integer>> slots = new TreeMap<>();
		forecast.places().forEach((key, place) -> {
			if (key.kind().equals(ClusterSingletons.KIND)) {
				singletons.put(key.name(), name(place));
			}
			else {
				slots.computeIfAbsent(key.name(), (type) -> new TreeMap<>()).merge(name(place), 1, Integer::sum);
			}
		});
		List<String> lost = forecast.lost().stream().map((key) -> key.kind() + "/" + key.name()).distinct().toList();
		return new LossExplanation(node.name(), singletons, slots, lost);
	}

	private @Nullable SingletonExplanation singleton(String name) {
		Ownership row = this.view.find(ResourceKey.of(ClusterSingletons.KIND, name)).orElse(null);
		int best = this.view.sessions()
			.stream()
			.filter((session) -> !session.draining())
			.flatMap((session) -> offer(session, name).stream())
			.mapToInt((offer) -> offer.terms().preference())
			.max()
			.orElse(-1);
		if (row == null && best < 0) {
			return null;
		}
		List<CandidateDescriptor> candidates = new ArrayList<>();
		this.cluster.view().nodes().forEach((node) -> candidates.add(candidate(node, name, row, best)));
		return new SingletonExplanation(name, (row != null) ? name(row.node()) : null, why(row), candidates);
	}

	private String why(@Nullable Ownership row) {
		if (row != null && !this.lease.isHeld()) {
			return "not confirmed: this node has no lease of a majority, so that its node may have stopped it and another"
					+ " may have it; when this node last had one, " + whyGiven(row);
		}
		return whyGiven(row);
	}

	private static String whyGiven(@Nullable Ownership row) {
		if (row == null) {
			return "nobody has it: it is given away while this cluster has a majority and as many nodes take work as it"
					+ " wants";
		}
		return switch (row.state()) {
			case ASSIGNED -> "it was given to this node and is not active yet";
			case RELEASING -> "it is on its way to another node";
			case ACTIVE -> "it was given to this node as the most preferred, newest and least loaded, and stays until"
					+ " its node leaves, a node is preferred more, or its node has two singletons more than another";
		};
	}

	private CandidateDescriptor candidate(Node node, String name, @Nullable Ownership row, int best) {
		Optional<Session> session = this.view.sessionOf(node.id());
		Offer.Terms terms = session.flatMap((open) -> offer(open, name)).map(Offer::terms).orElse(null);
		long has = this.view.ofKind(ClusterSingletons.KIND).filter((other) -> other.node().equals(node.id())).count();
		String verdict = verdict(node, session.orElse(null), terms, row, best);
		TreeSet<String> roles = new TreeSet<>(node.roles());
		return (terms == null)
				? new CandidateDescriptor(node.name(), roles, node.zone(), verdict, null, null, null, null, has)
				: new CandidateDescriptor(node.name(), roles, node.zone(), verdict, terms.preference(), terms.version(),
						terms.minimumStay().toMillis(), terms.minimumNodes(), has);
	}

	private static String verdict(Node node, @Nullable Session session, Offer.@Nullable Terms terms,
			@Nullable Ownership row, int best) {
		if (row != null && row.node().equals(node.id())) {
			return "has it";
		}
		if (session == null) {
			return "cannot have it: it has no lease";
		}
		if (session.draining()) {
			return "cannot have it: it leaves";
		}
		if (terms == null) {
			return "cannot have it: it does not offer it, because there is no such bean, because its roles, zone or name"
					+ " are not admitted, or because it is drained";
		}
		return (terms.preference() < best) ? "could have it, another is preferred" : "could have it";
	}

	private static Optional<Offer> offer(Session session, String name) {
		return session.offers().stream().filter((offer) -> offer.isOf(ClusterSingletons.KIND, name)).findFirst();
	}

	private @Nullable WorkerExplanation worker(String type, String key) {
		int slots = this.view.sessions()
			.stream()
			.flatMap((session) -> session.offers().stream())
			.filter((offer) -> offer.isOf(WorkerNode.KIND, WorkerNode.slotNameOf(type)))
			.mapToInt(Offer::count)
			.max()
			.orElse(0);
		if (slots == 0) {
			return null;
		}
		int slot = WorkerNode.slotOf(key, slots);
		String its = "its key belongs to slot " + slot + " of " + slots + ", ";
		return this.view.find(new ResourceKey(WorkerNode.KIND, WorkerNode.slotNameOf(type), slot))
			.map((row) -> new WorkerExplanation(type, key, slot, name(row.node()), row.state().name(),
					its + "and every worker of a slot is on the slot's node, where the placement of the type has put"
							+ " it: " + new WorkerTypes(this.view, this.names).placement(type)))
			.orElseGet(() -> new WorkerExplanation(type, key, slot, null, null, its + "which nobody has"));
	}

	private String name(NodeId node) {
		return this.names.of(node);
	}

}
