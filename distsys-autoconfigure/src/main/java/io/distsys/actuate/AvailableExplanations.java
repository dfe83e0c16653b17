package io.distsys.actuate;

import java.util.List;
import java.util.TreeSet;

import io.distsys.actuate.ExplanationDescriptor.CandidateDescriptor;
import io.distsys.actuate.ExplanationDescriptor.SingletonExplanation;
import io.distsys.actuate.ExplanationDescriptor.WorkerExplanation;
import io.distsys.available.AvailableNode;
import io.distsys.available.AvailablePlan;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.worker.WorkerNode;
import org.jspecify.annotations.Nullable;

/** Says why available singletons are where they are. Memory reads only. */
final class AvailableExplanations {

	private final Cluster cluster;

	private final AvailableNode available;

	private final NodeNames names;

	AvailableExplanations(Cluster cluster, AvailableNode available, NodeNames names) {
		this.cluster = cluster;
		this.available = available;
		this.names = names;
	}

	/**
	 * Explain.
	 * @param part {@code singletons} or {@code workers}
	 * @param name the singleton or the worker type
	 * @param key the worker
	 * @return the explanation, or {@literal null} if nothing available has that name
	 */
	@Nullable ExplanationDescriptor of(String part, String name, @Nullable String key) {
		return switch (part) {
			case "singletons" -> singleton(name);
			case "workers" -> (key != null) ? worker(name, key) : null;
			default -> null;
		};
	}

	private @Nullable WorkerExplanation worker(String type, String key) {
		String slotName = WorkerNode.slotNameOf(type);
		AvailablePlan plan = this.available.plan();
		int slots = plan.nodes()
			.values()
			.stream()
			.flatMap((node) -> node.offers().stream())
			.filter((offer) -> offer.isOf(WorkerNode.KIND, slotName))
			.mapToInt(Offer::count)
			.max()
			.orElse(0);
		if (slots == 0) {
			return null;
		}
		ResourceKey slot = new ResourceKey(WorkerNode.KIND, slotName, WorkerNode.slotOf(key, slots));
		String its = "its key belongs to slot " + slot.index() + " of " + slots
				+ ", and every worker of a slot is on the" + " slot's node: ";
		Ownership row = this.available.view().find(slot).orElse(null);
		return new WorkerExplanation(type, key, slot.index(), (row != null) ? this.names.of(row.node()) : null,
				(row != null) ? row.state().name() : null, its + why(row, plan.places().get(slot)));
	}

	/** Whether a node in view has it, or offers to. */
	boolean knows(String name) {
		ResourceKey key = key(name);
		return this.available.view().find(key).isPresent() || this.available.plan()
			.nodes()
			.values()
			.stream()
			.anyMatch((candidate) -> candidate.offer(key).isPresent());
	}

	private static ResourceKey key(String name) {
		return ResourceKey.of(ClusterSingletons.KIND, name);
	}

	/**
	 * Explain.
	 * @param name the singleton
	 * @return the explanation, or {@literal null} if there is no available singleton of
	 * that name
	 */
	@Nullable SingletonExplanation singleton(String name) {
		if (!knows(name)) {
			return null;
		}
		ResourceKey key = key(name);
		AvailablePlan plan = this.available.plan();
		Ownership row = this.available.view().find(key).orElse(null);
		NodeId place = plan.places().get(key);
		List<CandidateDescriptor> candidates = this.cluster.view()
			.nodes()
			.stream()
			.map((node) -> candidate(node, key, row, plan))
			.toList();
		return new SingletonExplanation(name, (row != null) ? this.names.of(row.node()) : null, why(row, place),
				candidates);
	}

	private String why(@Nullable Ownership row, @Nullable NodeId place) {
		if (row == null) {
			return (place != null) ? "nobody has it, node " + this.names.of(place) + " is about to begin"
					: "nobody has it, and no node in view can have it now";
		}
		if (place == null || place.equals(row.node())) {
			return "it is available: of the nodes that this node sees, its node is the most preferred and newest, and of"
					+ " these the one with the largest rendezvous weight";
		}
		return "it is on its way: by what this node sees it should be on node " + this.names.of(place);
	}

	private CandidateDescriptor candidate(Node node, ResourceKey key, @Nullable Ownership row, AvailablePlan plan) {
		AvailablePlan.Candidate candidate = plan.nodes().get(node.id());
		Offer offer = (candidate != null) ? candidate.offer(key).orElse(null) : null;
		boolean hasIt = row != null && row.node().equals(node.id());
		String verdict = hasIt ? "has it" : verdict(candidate, offer, key, node.id().equals(plan.places().get(key)));
		long has = this.available.view()
			.ofKind(ClusterSingletons.KIND)
			.filter((other) -> other.node().equals(node.id()))
			.count();
		TreeSet<String> roles = new TreeSet<>(node.roles());
		if (offer == null) {
			return new CandidateDescriptor(node.name(), roles, node.zone(), verdict, null, null, null, null, has);
		}
		Offer.Terms terms = offer.terms();
		return new CandidateDescriptor(node.name(), roles, node.zone(), verdict, terms.preference(), terms.version(),
				terms.minimumStay().toMillis(), terms.minimumNodes(), has);
	}

	private static String verdict(AvailablePlan.@Nullable Candidate candidate, @Nullable Offer offer, ResourceKey key,
			boolean isThePlace) {
		if (candidate == null) {
			return "cannot have it: this node has not heard from it";
		}
		if (candidate.leaving()) {
			return "cannot have it: it leaves";
		}
		if (offer == null) {
			return "cannot have it: it does not offer it, because there is no such bean, or because its roles, zone or"
					+ " name are not admitted";
		}
		if (candidate.declined().contains(key)) {
			return "cannot have it: it could not begin, and does not want it for a while";
		}
		return isThePlace ? "is to have it" : "could have it, another is preferred";
	}

}
