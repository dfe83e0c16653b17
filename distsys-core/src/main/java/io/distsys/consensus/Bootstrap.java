package io.distsys.consensus;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.cluster.ClusterView;
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

	private final FounderSearch search;

	private long life;

	private String waitingFor = "Not started";

	/** What the bootstrap can do. */
	interface Port {

		void send(NodeId to, GroupMessage message);

		/** Make an identity whose tokens are above all known ones. */
		GroupId newGroup();

		/** How long anything may be held that any node was given. */
		Duration longestLease();

		/** Why this node does not give up its group for another, or nothing. */
		String objectionTo(ResetRecord reset);

		/** This node has agreed. */
		void bound(Proposal proposal);

		/** What this node has agreed to is off. */
		void released(Proposal proposal, String why);

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
		this.search = new FounderSearch(self, settings);
	}

	/** The membership that this node would have next. */
	long life() {
		return this.life;
	}

	/** A membership was used up. */
	void nextLife() {
		this.life++;
	}

	/** Whether this node has agreed to a group that may yet come to be. */
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
		this.search.see(now, view);
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
		this.waitingFor = this.search.obstacle(now, view, heard);
		if (this.waitingFor.isEmpty()) {
			Set<NodeId> free = this.search.free();
			List<Member> participants = free.stream()
				.limit((this.settings.expectedSize() > 1) ? free.size() : 1)
				.map((node) -> new Member(node, lifeOf(node, heard)))
				.toList();
			propose(proposal(this.port.newGroup(), participants, null), now);
		}
	}

	/** A proposal by this node, in which the first few vote. */
	Proposal proposal(GroupId group, List<Member> participants, @Nullable ResetRecord reset) {
		int voters = Math.min(participants.size(), this.settings.maxVoters());
		return new Proposal(group, this.self, participants, participants.subList(0, voters), reset);
	}

	/** Ask all participants to agree. */
	void propose(Proposal proposal, long now) {
		Binding bound = new Binding(proposal, now);
		bound.agreed.add(this.self);
		bind(bound);
		logger.debug("Proposing a group group={} participants={}", proposal.group(), proposal.participants());
		confirmOrAsk(bound, now);
	}

	private void bind(Binding bound) {
		this.binding = bound;
		this.port.bound(bound.proposal);
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
	 * just before may still be held, also by a participant that gave its group up. Who is
	 * in its first membership never held anything: if these are all, nobody does.
	 */
	private boolean isQuietSince(Binding bound, long now) {
		List<Member> participants = bound.proposal.participants();
		boolean newcomersOnly = bound.proposal.reset() == null && participants.size() >= this.settings.expectedSize()
				&& participants.stream().allMatch((participant) -> participant.life() == 0);
		return newcomersOnly || now - bound.since >= this.port.longestLease().toNanos();
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
		release(bound, why);
		others(bound.proposal).forEach((node) -> this.port.send(node, new Off(bound.proposal.group(), true)));
	}

	private void release(Binding bound, String why) {
		refuse(bound.proposal.group());
		this.binding = null;
		this.search.startOver();
		this.port.released(bound.proposal, why);
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
		if (!isOff(bound)) {
			this.port.send(bound.proposal.proposer(), new Agree(group));
		}
		else {
			others(bound.proposal).forEach((node) -> this.port.send(node, new Off(group, false)));
			releaseIfAbandoned(bound, view);
		}
	}

	/**
	 * Nobody is left who could say that it is off: they will never answer if they are
	 * dead. That this node never starts the group does not depend on them. After a reset
	 * it would go back to a group that the others may have given up.
	 */
	private void releaseIfAbandoned(Binding bound, ClusterView view) {
		releaseIfDead(bound);
		if (this.binding == bound && bound.proposal.reset() == null && others(bound.proposal).stream()
			.noneMatch((node) -> view.contains(node) && !bound.off.contains(node))) {
			release(bound, "nobody is left of it");
		}
	}

	private void declareOff(Binding bound) {
		bound.off.add(this.self);
		breakPromise(bound);
		logger.debug("Never to be started here group={} proposer={}", bound.proposal.group(),
				bound.proposal.proposer().abbreviated());
		releaseIfDead(bound);
	}

	/**
	 * Who has a group is a member of it, and uses up a life when that ends; of a reset it
	 * remembers that it is off.
	 */
	private void breakPromise(Binding bound) {
		if (bound.proposal.reset() == null) {
			this.life++;
		}
	}

	private void releaseIfDead(Binding bound) {
		if (isOff(bound) && bound.proposal.isDeadWithout(bound.off, this.settings)) {
			release(bound, "it can have no majority");
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
				breakPromise(bound);
			}
			release(bound, "a group exists");
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
		bind(new Binding(proposal, now));
		this.port.send(from, new Agree(proposal.group()));
	}

	private String objection(NodeId from, Proposal proposal, ClusterView view, boolean hasGroup) {
		int expected = this.settings.expectedSize();
		ResetRecord reset = proposal.reset();
		if (hasGroup && reset == null) {
			return "has a group";
		}
		if (this.binding != null) {
			return "bound to another proposal";
		}
		if (this.refused.containsKey(proposal.group())) {
			return "that proposal is off";
		}
		if (reset != null) {
			Member next = new Member(this.self, this.life + (hasGroup ? 1 : 0));
			boolean meant = from.equals(proposal.proposer()) && proposal.participants().contains(next);
			return meant ? this.port.objectionTo(reset) : "was not meant";
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
			release(bound, "the proposer says so");
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
