package io.distsys.consensus;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupMessage.Hello;

/** Decides whether it is this node that proposes a group now, and to whom. */
final class FounderSearch {

	/** How long the nodes that could take part must have been the same. */
	static final Duration SETTLE = Duration.ofMillis(300);

	/** How long a node in the view is waited for that says nothing. */
	static final Duration MUTE = Duration.ofSeconds(3);

	private final NodeId self;

	private final ConsensusSettings settings;

	private Set<NodeId> free = Set.of();

	private long settledSince;

	private long viewEpoch = -1;

	private long viewSince;

	FounderSearch(NodeId self, ConsensusSettings settings) {
		this.self = self;
		this.settings = settings;
	}

	/** The nodes that could take part, in order. */
	Set<NodeId> free() {
		return this.free;
	}

	/** What was seen may be old. */
	void startOver() {
		this.free = Set.of();
	}

	/** The view as it is now; called also while nobody is looked for. */
	void see(long now, ClusterView view) {
		if (this.viewEpoch != view.epoch()) {
			this.viewEpoch = view.epoch();
			this.viewSince = now;
		}
	}

	/** Look around. */
	String obstacle(long now, ClusterView view, Map<NodeId, Hello> heard) {
		Set<NodeId> seenFree = free(view, heard);
		if (!seenFree.equals(this.free)) {
			this.free = seenFree;
			this.settledSince = now;
		}
		String refusal = refusal(view, heard);
		if (!refusal.isEmpty()) {
			return refusal;
		}
		NodeId first = this.free.iterator().next();
		if (!first.equals(this.self)) {
			return "Waiting for " + first.abbreviated() + " to propose a group";
		}
		int expected = this.settings.expectedSize();
		boolean mute = view.nodes()
			.stream()
			.anyMatch((node) -> !node.id().equals(this.self) && !heard.containsKey(node.id()));
		boolean settled = this.free.size() == expected && expected > 1 || now - this.settledSince >= SETTLE.toNanos();
		return (!settled || mute && now - this.viewSince < MUTE.toNanos()) ? "Looking for other nodes" : "";
	}

	private Set<NodeId> free(ClusterView view, Map<NodeId, Hello> heard) {
		Set<NodeId> seen = new TreeSet<>();
		seen.add(this.self);
		for (Node node : view.nodes()) {
			Hello hello = heard.get(node.id());
			if (hello != null && hello.group() == null && !hello.bound() && !hello.leaving()
					&& hello.heard().contains(this.self) && hello.agreesWith(this.settings)) {
				seen.add(node.id());
			}
		}
		return seen;
	}

	private String refusal(ClusterView view, Map<NodeId, Hello> heard) {
		int expected = this.settings.expectedSize();
		int founders = this.settings.founders();
		int seen = Math.max(view.nodes().size(), heard.values().stream().mapToInt(Hello::seen).max().orElse(0));
		if (heard.values().stream().anyMatch(this::mayLetIn)) {
			return "A group exists; waiting for its leader to let this node in";
		}
		if (!heard.values().stream().allMatch((hello) -> hello.agreesWith(this.settings))) {
			return "Nodes differ in expected-size (" + expected + " here), max-voters (" + this.settings.maxVoters()
					+ " here) or the time of a lease (" + this.settings.leaseTime()
					+ " here with its drift): give all the same";
		}
		if (expected > 1 && seen > expected) {
			return seen + " nodes are seen, more than expected-size " + expected
					+ ": two groups could come to be; set expected-size to the largest number that may run at one time";
		}
		if (this.free.size() < founders) {
			return this.free.size() + " of " + founders + " nodes needed for a group (expected-size " + expected
					+ ") see each other and have no group";
		}
		return "";
	}

	/**
	 * A group that has lost its leader for ever does not stop a majority of all nodes.
	 */
	private boolean mayLetIn(Hello hello) {
		return hello.group() != null && (hello.leader() != null || this.settings.expectedSize() == 1);
	}

}
