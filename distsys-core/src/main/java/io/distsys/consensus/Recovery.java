package io.distsys.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.distsys.cluster.ClusterView;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupMessage.Hello;
import io.distsys.consensus.ResetOutcome.Reason;
import io.distsys.consensus.ResetOutcome.Refused;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a new group of what is left of one, when somebody asks for it. The nodes agree as
 * they do for a first group; who has agreed says nothing in the old group any more, until
 * the proposal is off. Called on the loop.
 */
final class Recovery {

	private static final Logger logger = LoggerFactory.getLogger(Recovery.class);

	private final Bootstrap bootstrap;

	private final PeerBook book;

	private final LoggedStateMachine machine;

	private @Nullable Request request;

	private @Nullable ResetRecord unrecorded;

	private boolean recording;

	/** What this node was asked for. */
	private record Request(Proposal proposal, CompletableFuture<ResetOutcome> answer) {

	}

	Recovery(Bootstrap bootstrap, PeerBook book, LoggedStateMachine machine) {
		this.bootstrap = bootstrap;
		this.book = book;
		this.machine = machine;
	}

	/**
	 * What this node sees of its group.
	 *
	 * @param led whether it has had a leader within the last election timeouts
	 */
	record Scene(@Nullable RaftLife life, ClusterView view, long now, boolean led) {

	}

	/** Begin, or say why not. */
	void reset(Scene scene, ResetRecord record, GroupId newGroup, CompletableFuture<ResetOutcome> answer) {
		RaftLife life = scene.life();
		Refused refused = refusal(scene);
		if (life == null || refused != null) {
			answer.complete((refused != null) ? refused : noGroup());
			return;
		}
		Map<NodeId, Member> next = new TreeMap<>();
		next.put(life.self().node(), new Member(life.self().node(), life.self().life() + 1));
		this.book.fresh(scene.now()).forEach((node, hello) -> {
			if (scene.view().contains(node) && takesPart(hello, life.group())) {
				next.put(node, new Member(node, hello.life() + ((hello.group() != null) ? 1 : 0)));
			}
		});
		Proposal proposal = this.bootstrap.proposal(newGroup, List.copyOf(next.values()), record);
		logger.warn("A reset of the consensus group is asked for group={} new-group={} members={} by=\"{}\" why=\"{}\"",
				life.group(), newGroup, proposal.participants(), record.by(), record.why());
		this.request = new Request(proposal, answer);
		this.bootstrap.propose(proposal, scene.now());
	}

	private static boolean takesPart(Hello hello, GroupId group) {
		return !hello.leaving() && !hello.bound() && (hello.group() == null || hello.group().equals(group));
	}

	private Refused noGroup() {
		return new Refused(Reason.NO_GROUP, "This node is in no group: " + this.bootstrap.waitingFor());
	}

	private @Nullable Refused refusal(Scene scene) {
		RaftLife life = scene.life();
		if (this.request != null || this.bootstrap.isBound()) {
			return new Refused(Reason.UNDER_WAY, "This node takes part in making a group already");
		}
		if (life == null) {
			return noGroup();
		}
		String leader = leaderKnown(scene);
		if (!leader.isEmpty()) {
			return new Refused(Reason.LEADER_KNOWN, leader);
		}
		List<NodeId> reached = new ArrayList<>();
		for (Member voter : life.voters()) {
			Hello hello = this.book.fresh(voter.node(), scene.now()).orElse(null);
			if (voter.equals(life.self()) || hello != null && life.group().equals(hello.group())) {
				reached.add(voter.node());
			}
			else if (hello == null && scene.view().contains(voter.node())) {
				return new Refused(Reason.VOTER_SILENT, "Voter " + voter.node()
						+ " is in view and does not answer: wait until it does, or is out of view");
			}
		}
		if (reached.size() >= life.quorum()) {
			return new Refused(Reason.MAJORITY_REACHABLE, "A majority of the voters can be reached: " + reached);
		}
		return null;
	}

	private String leaderKnown(Scene scene) {
		RaftLife life = scene.life();
		if (life != null && life.leader() != null) {
			return "This node follows the leader " + life.leader().node();
		}
		for (Map.Entry<NodeId, Hello> entry : this.book.fresh(scene.now()).entrySet()) {
			if (entry.getValue().leader() != null) {
				return "Node " + entry.getKey() + " follows the leader " + entry.getValue().leader();
			}
		}
		return (life != null && scene.led()) ? "A leader was known a moment ago" : "";
	}

	/** Why this node does not take part in the reset that another was asked for. */
	String objection(Scene scene, ResetRecord record) {
		RaftLife life = scene.life();
		if (life != null && !life.group().equals(record.abandoned())) {
			return "is in another group";
		}
		return leaderKnown(scene);
	}

	/**
	 * Whether a node that can be heard has a leader, in another group than the one that
	 * is to be made: then nothing is given up.
	 */
	boolean isNeedless(long now) {
		return this.book.fresh(now)
			.values()
			.stream()
			.anyMatch((hello) -> hello.leader() != null && hello.group() != null
					&& !this.bootstrap.mayFound(hello.group()));
	}

	/** The proposal is off. */
	void off(Proposal proposal, String why) {
		Request asked = this.request;
		if (asked != null && asked.proposal().equals(proposal)) {
			this.request = null;
			logger.warn("The reset of the consensus group is off why=\"{}\"", why);
			asked.answer().complete(new Refused(Reason.NOT_AGREED, "Not all nodes took part: " + why));
		}
	}

	/** The group is made; its leader must write down how. */
	void founded(Proposal proposal) {
		ResetRecord record = proposal.reset();
		this.unrecorded = record;
		this.recording = false;
		if (record != null) {
			logger.warn("The consensus group was reset abandoned={} group={} members={} by=\"{}\" why=\"{}\"",
					record.abandoned(), proposal.group(), proposal.participants(), record.by(), record.why());
		}
	}

	/**
	 * Whether the log says how the group was made, on which depends how many decide in
	 * it.
	 */
	boolean isRecorded() {
		return this.unrecorded == null;
	}

	/** The group that this node's group has taken the place of. */
	@Nullable GroupId abandoned() {
		ResetRecord record = (this.unrecorded != null) ? this.unrecorded : this.machine.lastReset();
		return (record != null) ? record.abandoned() : null;
	}

	/** This node follows another group. */
	void forget() {
		this.unrecorded = null;
	}

	/** See to it that the log has the record, and answer once it has. */
	void tick(RaftLife life) {
		if (this.machine.lastReset() != null) {
			this.unrecorded = null;
		}
		ResetRecord record = this.unrecorded;
		if (record != null && life.leads() && !this.recording) {
			this.recording = true;
			life.append(new LogOperation.Reset(record)).whenComplete((done, failure) -> this.recording = false);
		}
		Request asked = this.request;
		if (asked != null && this.machine.lastReset() != null
				&& asked.proposal().group().equals(this.machine.group())) {
			this.request = null;
			ResetRecord recorded = this.machine.lastReset();
			asked.answer()
				.complete(new ResetOutcome.Done(recorded.abandoned(), asked.proposal().group(),
						List.copyOf(asked.proposal().nodes())));
		}
	}

}
