package io.distsys.consensus;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupMessage.Agree;
import io.distsys.consensus.GroupMessage.Confirm;
import io.distsys.consensus.GroupMessage.Hello;
import io.distsys.consensus.GroupMessage.Off;
import io.distsys.consensus.GroupMessage.Propose;
import io.distsys.consensus.GroupMessage.Refuse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How nodes without a group make one, so that there is never a second beside it. The
 * smallest node proposes; every participant agrees to at most one proposal at a time; the
 * group is started only when all have agreed and have heard so. An agreement does not run
 * out: it ends when the proposer, who alone could have confirmed, says that it never did
 * and never will, or when so many participants have promised never to start the group
 * that it can never have a majority.
 * <p>
 * Knows nothing of Raft; called on one thread.
 */
final class Bootstrap {

	private static final Logger logger = LoggerFactory.getLogger(Bootstrap.class);

	/** How long the nodes that could take part must have been the same. */
	static final Duration SETTLE = Duration.ofMillis(300);

	/** How long a node in the view is waited for that says nothing. */
	static final Duration MUTE = Duration.ofSeconds(3);

	/** How long a proposer waits for all to agree. */
	private static final Duration AGREEMENT = Duration.ofSeconds(3);

	/** How long a proposer must be out of sight before its proposal is declared off. */
	private static final Duration PROPOSER_LOST = Duration.ofSeconds(5);

	private static final int REFUSED_LIMIT = 1_024;

	private final NodeId self;

	private final ConsensusSettings settings;

	private final Port port;

	private final Map<GroupId, Boolean> refused = new LinkedHashMap<>();

	private @Nullable Binding binding;

	private final Set<GroupId> founded = new HashSet<>();

	private long life;

	private Set<NodeId> candidates = Set.of();

	private long settledSince;

	private long viewEpoch = -1;

	private long viewSince;

	private String waitingFor = "Not started";

	/** What the bootstrap can do. */
	interface Port {

		void send(NodeId to, GroupMessage message);

		/** Make an identity whose tokens are above all known ones. */
		GroupId newGroup();

		/** Start the group: all have agreed and this node has heard so. */
		void found(Proposal proposal);

	}

	/** What this node has agreed to. */
	private static final class Binding {

		private final Proposal proposal;

		private final long since;

		private final Set<NodeId> agreed = new HashSet<>();

		private final Set<NodeId> off = new HashSet<>();

		private long proposerSeen;

		private Binding(Proposal proposal, long now) {
			this.proposal = proposal;
			this.since = now;
			this.proposerSeen = now;
		}

	}

	Bootstrap(NodeId self, ConsensusSettings settings, Port port) {
		this.self = self;
		this.settings = settings;
		this.port = port;
	}

	/** The membership that this node would have next. */
	long life() {
		return this.life;
	}

	/** A membership was used up. */
	void nextLife() {
		this.life++;
	}

	boolean isBound() {
		return this.binding != null;
	}

	/** Whether this node may yet be told to start this group. */
	boolean mayFound(GroupId group) {
		Binding bound = this.binding;
		return bound != null && bound.proposal.group().equals(group) && !isOff(bound);
	}

	/** Why there is no group, for people. */
	String waitingFor() {
		return this.waitingFor;
	}

	/** Act, about every 100 ms while there is no group. */
	void tick(long now, ClusterView view, PeerBook book) {
		if (this.viewEpoch != view.epoch()) {
			this.viewEpoch = view.epoch();
			this.viewSince = now;
		}
		Binding bound = this.binding;
		if (bound == null) {
			look(now, view, book);
		}
		else if (bound.proposal.proposer().equals(this.self)) {
			gather(bound, now, view);
		}
		else {
			waitForProposer(bound, now, view, book);
		}
	}

	private void look(long now, ClusterView view, PeerBook book) {
		Map<NodeId, Hello> heard = book.fresh(now);
		Set<NodeId> free = free(view, heard);
		if (!free.equals(this.candidates)) {
			this.candidates = free;
			this.settledSince = now;
		}
		this.waitingFor = obstacle(now, view, heard, free);
		if (this.waitingFor.isEmpty()) {
			propose(now, heard, free);
		}
	}

	private Set<NodeId> free(ClusterView view, Map<NodeId, Hello> heard) {
		Set<NodeId> free = new TreeSet<>();
		free.add(this.self);
		for (Node node : view.nodes()) {
			Hello hello = heard.get(node.id());
			if (hello != null && hello.group() == null && !hello.bound() && !hello.leaving()
					&& hello.heard().contains(this.self) && agreesOnSize(hello)) {
				free.add(node.id());
			}
		}
		return free;
	}

	private String obstacle(long now, ClusterView view, Map<NodeId, Hello> heard, Set<NodeId> free) {
		int expected = this.settings.expectedSize();
		int founders = this.settings.founders();
		int seen = Math.max(view.nodes().size(), mostSeen(heard));
		if (heard.values().stream().anyMatch(this::mayLetIn)) {
			return "A group exists; waiting for its leader to let this node in";
		}
		if (!heard.values().stream().allMatch(this::agreesOnSize)) {
			return "Nodes differ in expected-size (" + expected + " here) or max-voters (" + this.settings.maxVoters()
					+ " here): give all the same";
		}
		if (expected > 1 && seen > expected) {
			return seen + " nodes are seen, more than expected-size " + expected
					+ ": two groups could come to be; set expected-size to the largest number that may start together";
		}
		if (free.size() < founders) {
			return free.size() + " of " + founders + " nodes needed for a group (expected-size " + expected
					+ ") see each other and have no group";
		}
		if (!free.iterator().next().equals(this.self)) {
			return "Waiting for " + free.iterator().next().abbreviated() + " to propose a group";
		}
		boolean mute = view.nodes()
			.stream()
			.anyMatch((node) -> !node.id().equals(this.self) && !heard.containsKey(node.id()));
		boolean settled = free.size() == expected && expected > 1 || now - this.settledSince >= SETTLE.toNanos();
		if (!settled || mute && now - this.viewSince < MUTE.toNanos()) {
			return "Looking for other nodes";
		}
		return "";
	}

	private boolean agreesOnSize(Hello hello) {
		return hello.expectedSize() == this.settings.expectedSize() && hello.maxVoters() == this.settings.maxVoters();
	}

	/**
	 * A group that has lost its leader for ever does not stop a majority of all nodes.
	 */
	private boolean mayLetIn(Hello hello) {
		return hello.group() != null && (hello.leader() != null || this.settings.expectedSize() == 1);
	}

	private static int mostSeen(Map<NodeId, Hello> heard) {
		return heard.values().stream().mapToInt(Hello::seen).max().orElse(0);
	}

	private void propose(long now, Map<NodeId, Hello> heard, Set<NodeId> free) {
		List<Member> participants = free.stream()
			.limit((this.settings.expectedSize() > 1) ? free.size() : 1)
			.map((node) -> new Member(node, lifeOf(node, heard)))
			.toList();
		int voters = Math.min(participants.size(), this.settings.maxVoters());
		Proposal proposal = new Proposal(this.port.newGroup(), this.self, participants,
				participants.subList(0, voters));
		Binding bound = new Binding(proposal, now);
		bound.agreed.add(this.self);
		this.binding = bound;
		logger.debug("Proposing a group group={} participants={}", proposal.group(), participants);
		confirmOrAsk(bound, now);
	}

	private long lifeOf(NodeId node, Map<NodeId, Hello> heard) {
		Hello hello = heard.get(node);
		return (hello != null) ? hello.life() : this.life;
	}

	private void confirmOrAsk(Binding bound, long now) {
		Set<NodeId> missing = new HashSet<>(bound.proposal.nodes());
		missing.removeAll(bound.agreed);
		if (!missing.isEmpty()) {
			this.waitingFor = "Waiting for " + missing.size() + " nodes to agree to a group";
			missing.forEach((node) -> this.port.send(node, new Propose(bound.proposal)));
		}
		else if (isQuietSince(bound, now)) {
			found(bound.proposal);
			others(bound.proposal).forEach((node) -> this.port.send(node, new Confirm(bound.proposal.group())));
		}
		else {
			this.waitingFor = "All have agreed to a group; waiting until leases of an earlier one would be over";
		}
	}

	/**
	 * No other group could renew a lease since this one was proposed; what it renewed
	 * just before may still be held, unless everybody who could hold it takes part.
	 */
	private boolean isQuietSince(Binding bound, long now) {
		return bound.proposal.participants().size() >= this.settings.expectedSize()
				|| now - bound.since >= this.settings.leaseTime().toNanos();
	}

	private Set<NodeId> others(Proposal proposal) {
		Set<NodeId> others = new HashSet<>(proposal.nodes());
		others.remove(this.self);
		return others;
	}

	private void found(Proposal proposal) {
		this.binding = null;
		this.founded.add(proposal.group());
		this.waitingFor = "";
		this.port.found(proposal);
	}

	private void gather(Binding bound, long now, ClusterView view) {
		boolean lost = others(bound.proposal).stream().anyMatch((node) -> !view.contains(node));
		boolean late = bound.agreed.size() < bound.proposal.participants().size()
				&& now - bound.since > AGREEMENT.toNanos();
		if (lost || late) {
			abort(bound, lost ? "a participant was lost" : "not all agreed in time");
		}
		else {
			confirmOrAsk(bound, now);
		}
	}

	/**
	 * The proposer has confirmed to nobody: it alone knows that the group can never be.
	 */
	private void abort(Binding bound, String why) {
		logger.debug("Proposal is off group={} why={}", bound.proposal.group(), why);
		release(bound);
		others(bound.proposal).forEach((node) -> this.port.send(node, new Off(bound.proposal.group(), true)));
	}

	private void release(Binding bound) {
		refuse(bound.proposal.group());
		this.binding = null;
		this.candidates = Set.of();
	}

	private void refuse(GroupId group) {
		this.refused.put(group, Boolean.TRUE);
		if (this.refused.size() > REFUSED_LIMIT) {
			this.refused.remove(this.refused.keySet().iterator().next());
		}
	}

	private boolean isOff(Binding bound) {
		return bound.off.contains(this.self);
	}

	private void waitForProposer(Binding bound, long now, ClusterView view, PeerBook book) {
		GroupId group = bound.proposal.group();
		if (view.contains(bound.proposal.proposer())) {
			bound.proposerSeen = now;
		}
		boolean started = book.fresh(now).values().stream().anyMatch((hello) -> group.equals(hello.group()));
		if (started && !isOff(bound)) {
			found(bound.proposal);
			return;
		}
		if (!isOff(bound) && now - bound.proposerSeen > PROPOSER_LOST.toNanos()) {
			declareOff(bound);
		}
		this.waitingFor = "Bound to the proposal of " + bound.proposal.proposer().abbreviated()
				+ (isOff(bound) ? ", which is lost: waiting for the others of it to say that it is off" : "");
		this.port.send(bound.proposal.proposer(), new Agree(group));
		if (isOff(bound)) {
			others(bound.proposal).forEach((node) -> this.port.send(node, new Off(group, false)));
			releaseIfAbandoned(bound, view);
		}
	}

	/**
	 * Nobody is left who could say that it is off: they will never answer if they are
	 * dead. That this node never starts the group does not depend on them.
	 */
	private void releaseIfAbandoned(Binding bound, ClusterView view) {
		releaseIfDead(bound);
		if (this.binding == bound && others(bound.proposal).stream()
			.noneMatch((node) -> view.contains(node) && !bound.off.contains(node))) {
			release(bound);
		}
	}

	private void declareOff(Binding bound) {
		bound.off.add(this.self);
		this.life++;
		logger.debug("Never to be started here group={} proposer={}", bound.proposal.group(),
				bound.proposal.proposer().abbreviated());
		releaseIfDead(bound);
	}

	private void releaseIfDead(Binding bound) {
		if (isOff(bound) && bound.proposal.isDeadWithout(bound.off, this.settings)) {
			release(bound);
		}
	}

	/**
	 * This node joins a group that exists: it takes part in no proposal any more. That it
	 * never starts the group is all it has to promise.
	 */
	void withdraw() {
		Binding bound = this.binding;
		if (bound == null) {
			return;
		}
		if (bound.proposal.proposer().equals(this.self)) {
			abort(bound, "a group exists");
		}
		else {
			if (!isOff(bound)) {
				this.life++;
			}
			release(bound);
			others(bound.proposal).forEach((node) -> this.port.send(node, new Off(bound.proposal.group(), true)));
		}
	}

	/** Take a proposal; {@code hasGroup} says whether this node has a group already. */
	void onPropose(NodeId from, Proposal proposal, ClusterView view, long now, boolean hasGroup) {
		Binding bound = this.binding;
		if (this.founded.contains(proposal.group())
				|| bound != null && bound.proposal.group().equals(proposal.group()) && !isOff(bound)) {
			this.port.send(from, new Agree(proposal.group()));
			return;
		}
		String why = objection(from, proposal, view, hasGroup);
		if (!why.isEmpty()) {
			this.port.send(from, new Refuse(proposal.group(), why));
			return;
		}
		this.binding = new Binding(proposal, now);
		this.port.send(from, new Agree(proposal.group()));
	}

	private String objection(NodeId from, Proposal proposal, ClusterView view, boolean hasGroup) {
		int expected = this.settings.expectedSize();
		if (hasGroup) {
			return "has a group";
		}
		if (this.binding != null) {
			return "bound to another proposal";
		}
		if (this.refused.containsKey(proposal.group())) {
			return "that proposal is off";
		}
		if (expected > 1 && view.nodes().size() > expected) {
			return "sees " + view.nodes().size() + " nodes, expected-size is " + expected;
		}
		if (proposal.participants().size() < this.settings.founders() || !from.equals(proposal.proposer())
				|| !proposal.participants().contains(new Member(this.self, this.life))) {
			return "does not hold with expected-size " + expected;
		}
		return "";
	}

	void onAgree(NodeId from, GroupId group, long now) {
		Binding bound = this.binding;
		if (this.founded.contains(group)) {
			this.port.send(from, new Confirm(group));
		}
		else if (bound != null && bound.proposal.group().equals(group)) {
			if (bound.proposal.proposer().equals(this.self) && bound.agreed.add(from)) {
				confirmOrAsk(bound, now);
			}
		}
		else {
			this.port.send(from, new Off(group, true));
		}
	}

	void onRefuse(NodeId from, GroupId group, String why) {
		Binding bound = this.binding;
		if (bound != null && bound.proposal.group().equals(group) && bound.proposal.proposer().equals(this.self)) {
			abort(bound, from.abbreviated() + " " + why);
		}
	}

	void onConfirm(GroupId group) {
		Binding bound = this.binding;
		if (bound != null && bound.proposal.group().equals(group) && !isOff(bound)) {
			found(bound.proposal);
		}
	}

	void onOff(NodeId from, GroupId group, boolean answered) {
		Binding bound = this.binding;
		if (this.founded.contains(group)) {
			return;
		}
		if (bound == null || !bound.proposal.group().equals(group)) {
			refuse(group);
			if (!answered) {
				this.port.send(from, new Off(group, true));
			}
		}
		else if (from.equals(bound.proposal.proposer())) {
			release(bound);
		}
		else if (bound.proposal.proposer().equals(this.self)) {
			abort(bound, from.abbreviated() + " will not start it");
		}
		else {
			bound.off.add(from);
			releaseIfDead(bound);
		}
	}

}
