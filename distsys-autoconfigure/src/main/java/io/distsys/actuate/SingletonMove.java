package io.distsys.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.distsys.actuate.ClusterDescriptor.OperationDescriptor;
import io.distsys.actuate.NodeOperations.Operation;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Session;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Moves a singleton in order: whoever is not to have it does not offer it for a moment,
 * so that the leader moves it as it moves what a node cannot keep.
 */
final class SingletonMove {

	private static final Duration LONGEST = Duration.ofSeconds(20);

	private static final String NO_MAJORITY = "this node has no lease that a majority has confirmed: nothing moves"
			+ " without a majority, and if there is one ask one of its nodes";

	private static final Reply NO_ANSWER = new Reply.TimedOut(Outcome.MAY_HAVE_RUN);

	private final NodeNames names;

	private final Ownerships ownerships;

	private final NodeOperations operations;

	SingletonMove(NodeNames names, Ownerships ownerships, NodeOperations operations) {
		this.names = names;
		this.ownerships = ownerships;
		this.operations = operations;
	}

	/**
	 * Move it, and wait until it is active elsewhere, twenty seconds at the most and as
	 * long as the nodes take to answer.
	 * @param name the singleton
	 * @param to name of the node that is to have it, or {@literal null} for the best of
	 * the others
	 * @return what was done, refused at once where that cannot be known; or
	 * {@literal null} if nobody owns such a singleton
	 */
	@Nullable OperationDescriptor move(String name, @Nullable String to) {
		ResourceKey key = ResourceKey.of(ClusterSingletons.KIND, name);
		Ownership row = this.ownerships.view().find(key).orElse(null);
		if (row == null) {
			return null;
		}
		List<Node> called = (to != null) ? this.names.called(to) : List.of();
		if (to != null && called.size() > 1) {
			return OperationDescriptor.refused(NodeNames.ambiguous(to, called));
		}
		if (!this.ownerships.lease().isHeld()) {
			return OperationDescriptor.refused(NO_MAJORITY);
		}
		Set<NodeId> wanted = called.stream().map(Node::id).collect(Collectors.toSet());
		Map<NodeId, Integer> preferences = preferences(name);
		List<NodeId> able = preferences.keySet()
			.stream()
			.filter((node) -> (to != null) ? wanted.contains(node) : !node.equals(row.node()))
			.toList();
		if (able.isEmpty()) {
			return OperationDescriptor.refused((to != null)
					? "node '" + to + "' does not offer it, these do: "
							+ preferences.keySet().stream().map(this::name).sorted().toList()
					: "no other node offers it");
		}
		if (able.contains(row.node())) {
			return OperationDescriptor.refused("it is on node '" + to + "' already");
		}
		int best = preferences.values().stream().mapToInt(Integer::intValue).max().orElse(0);
		if (able.stream().noneMatch((node) -> preferences.getOrDefault(node, 0) == best)) {
			return OperationDescriptor.refused("it would move back: its placement prefers " + preferences.entrySet()
				.stream()
				.filter((entry) -> entry.getValue() == best)
				.map((entry) -> name(entry.getKey()))
				.toList());
		}
		List<NodeId> others = new ArrayList<>(preferences.keySet());
		if (to != null) {
			others.removeAll(able);
		}
		else {
			others.retainAll(List.of(row.node()));
		}
		return move(row, others);
	}

	/** How much each node that could have it is preferred. */
	private Map<NodeId, Integer> preferences(String name) {
		Map<NodeId, Integer> preferences = new TreeMap<>();
		for (Session session : this.ownerships.view().sessions()) {
			session.offers()
				.stream()
				.filter((offer) -> offer.isOf(ClusterSingletons.KIND, name))
				.filter((offer) -> !session.draining())
				.map(Offer::terms)
				.forEach((terms) -> preferences.put(session.id().node(), terms.preference()));
		}
		return preferences;
	}

	private OperationDescriptor move(Ownership row, List<NodeId> others) {
		String name = row.key().name();
		CompletableFuture<Ownership> moved = new CompletableFuture<>();
		Subscription changes = this.ownerships.view().subscribe((change) -> look(row, moved));
		try {
			List<String> silent = askAll(others, Operation.WITHHOLD, name);
			if (!silent.isEmpty()) {
				return OperationDescriptor.refused("not answered: " + silent);
			}
			look(row, moved);
			Ownership now = moved.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
			return OperationDescriptor
				.done("from " + name(row.node()) + " to " + name(now.node()) + " with token " + now.token().value());
		}
		catch (TimeoutException | ExecutionException ex) {
			return OperationDescriptor.unknown("not active elsewhere within " + LONGEST.toSeconds() + " s");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return OperationDescriptor.unknown("interrupted while waiting");
		}
		finally {
			changes.close();
			others.forEach((node) -> this.operations.ask(node, Operation.OFFER, name));
		}
	}

	private void look(Ownership before, CompletableFuture<Ownership> moved) {
		this.ownerships.view()
			.find(before.key())
			.filter((row) -> row.state() == Ownership.State.ACTIVE && !row.token().equals(before.token()))
			.ifPresent(moved::complete);
	}

	/** Ask all at once. */
	private List<String> askAll(List<NodeId> nodes, Operation operation, String name) {
		Map<NodeId, CompletableFuture<Reply>> asked = new TreeMap<>();
		nodes.forEach((node) -> asked.put(node, this.operations.ask(node, operation, name).toCompletableFuture()));
		return asked.entrySet()
			.stream()
			.filter((entry) -> !(entry.getValue()
				.copy()
				.completeOnTimeout(NO_ANSWER, 2 * NodeOperations.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
				.join() instanceof Reply.Answered))
			.map((entry) -> name(entry.getKey()))
			.toList();
	}

	private String name(NodeId node) {
		return this.names.of(node);
	}

}
