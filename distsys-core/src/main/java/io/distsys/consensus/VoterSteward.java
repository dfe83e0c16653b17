package io.distsys.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.microraft.MembershipChangeMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides, on the leader, who is a member and who votes: one change at a time, the next
 * only after the last is committed.
 */
final class VoterSteward {

	private static final Logger logger = LoggerFactory.getLogger(VoterSteward.class);

	/** Entries that a learner may be behind and still count as caught up. */
	private static final long CAUGHT_UP = 100;

	/** Heartbeats without an answer after which a member does not count as alive. */
	private static final int ALIVE_HEARTBEATS = 3;

	private final ConsensusSettings settings;

	private final BiConsumer<RaftLife, Member> letGo;

	private final Map<Member, Long> absentSince = new HashMap<>();

	private final Map<NodeId, Member> joining = new LinkedHashMap<>();

	private final Set<Member> leaving = new HashSet<>();

	private final Set<NodeId> left = new HashSet<>();

	private boolean changing;

	private boolean transferring;

	private long transferSince;

	/**
	 * @param letGo a member may go although it cannot be removed: without it the group
	 * would not be able to decide anything, and nobody is there to take its place
	 */
	VoterSteward(ConsensusSettings settings, BiConsumer<RaftLife, Member> letGo) {
		this.settings = settings;
		this.letGo = letGo;
	}

	/** A node asks to be a learner. */
	void join(Member member) {
		this.joining.put(member.node(), member);
	}

	/** A member asks to be removed. */
	void leave(Member member) {
		this.leaving.add(member);
	}

	/** A node that was about to leave the group has left the view. */
	void onNodeLeft(NodeId node) {
		this.left.add(node);
	}

	/** This node does not lead: nothing that it was asked for is its business. */
	void reset() {
		this.absentSince.clear();
		this.joining.clear();
		this.leaving.clear();
		this.left.clear();
	}

	/** What the steward sees at one moment. */
	private record Scene(RaftLife life, ClusterView view, PeerBook book, long now, List<Member> voters,
			List<Member> learners) {

		Set<NodeId> staying(Set<Member> leaving) {
			Set<NodeId> staying = new HashSet<>();
			this.view.nodes()
				.stream()
				.filter((node) -> node.state() == Node.State.UP || node.state() == Node.State.JOINING)
				.forEach((node) -> staying.add(node.id()));
			leaving.forEach((member) -> staying.remove(member.node()));
			return staying;
		}

		boolean isSuperseded(Member member) {
			return this.book.isSuperseded(member, this.now);
		}

	}

	/** Make the one change that is needed most, if none is under way. */
	void tick(RaftLife life, ClusterView view, PeerBook book, long now) {
		Scene scene = new Scene(life, view, book, now, life.voters(), life.learners());
		noticeAbsent(scene);
		endStuckTransfer(scene);
		if (this.changing || this.transferring || life.committedMembersIndex() < 0) {
			return;
		}
		if (!removeGone(scene) && !serveLeaving(scene) && !addJoining(scene) && !replaceGone(scene)) {
			promote(scene);
		}
	}

	/** MicroRaft 0.7 has been seen to fail within a transfer, and then never says so. */
	private void endStuckTransfer(Scene scene) {
		Duration patience = this.settings.electionTimeout().multipliedBy(2);
		if (this.transferring && scene.now() - this.transferSince >= patience.toNanos()) {
			logger.debug("Taking a transfer of leadership for refused group={}", scene.life().group());
			this.transferring = false;
			scene.life().abandonTransfer();
		}
	}

	private void noticeAbsent(Scene scene) {
		List<Member> members = new ArrayList<>(scene.voters());
		members.addAll(scene.learners());
		this.absentSince.keySet().retainAll(members);
		this.leaving.retainAll(members);
		for (Member member : members) {
			if (scene.view().contains(member.node())) {
				this.absentSince.remove(member);
			}
			else {
				this.absentSince.putIfAbsent(member, scene.now());
			}
		}
	}

	private boolean isGone(Scene scene, Member member, Duration patience) {
		Long since = this.absentSince.get(member);
		if (member.equals(scene.life().self())) {
			return false;
		}
		return scene.isSuperseded(member)
				|| (since != null && (this.left.contains(member.node()) || scene.now() - since >= patience.toNanos()));
	}

	private boolean removeGone(Scene scene) {
		Optional<Member> learner = scene.learners()
			.stream()
			.filter((member) -> isGone(scene, member, soon()))
			.findFirst();
		if (learner.isPresent()) {
			return remove(scene, learner.get(), "gone");
		}
		Duration patience = isReplaced(scene) ? soon() : this.settings.crashedVoterRemoval();
		Optional<Member> voter = scene.voters()
			.stream()
			.filter((member) -> isGone(scene, member, patience))
			.findFirst();
		return voter.isPresent() && restIsMajority(scene, voter.get()) && remove(scene, voter.get(), "gone");
	}

	private Duration soon() {
		return this.settings.electionTimeout().multipliedBy(3);
	}

	/**
	 * Whether there are more voters than there should be if all of them were there: also
	 * those who went a moment ago, and those who are about to leave and vote until then.
	 */
	private boolean isReplaced(Scene scene) {
		Set<NodeId> nodes = scene.staying(this.leaving);
		scene.voters().forEach((voter) -> nodes.add(voter.node()));
		return scene.voters().size() > this.settings.voters(nodes.size());
	}

	/** Somebody takes the place of a voter that is gone, before it is removed. */
	private boolean replaceGone(Scene scene) {
		List<Member> voters = scene.voters();
		boolean wanted = voters.size() <= target(scene)
				&& voters.stream().anyMatch((member) -> isGone(scene, member, soon()));
		long deciding = 1 + voters.stream().filter((member) -> isAlive(scene, member)).count();
		return wanted && deciding >= scene.life().quorumWith(voters.size() + 1)
				&& readyLearner(scene).map((member) -> promote(scene, member)).orElse(false);
	}

	/** Before and after. */
	private boolean restIsMajority(Scene scene, Member without) {
		return restWithout(scene, without) >= scene.life().quorum() && restIsMajorityAfter(scene, without);
	}

	private boolean restIsMajorityAfter(Scene scene, Member without) {
		return restWithout(scene, without) >= scene.life().quorumWith(scene.voters().size() - 1);
	}

	private long restWithout(Scene scene, Member without) {
		return scene.voters().stream().filter((member) -> !member.equals(without) && isAlive(scene, member)).count();
	}

	private boolean isAlive(Scene scene, Member member) {
		return scene.view().contains(member.node()) && scene.life().hasAnswered(member, ALIVE_HEARTBEATS);
	}

	private boolean isReady(Scene scene, Member member) {
		return isAlive(scene, member) && !this.leaving.contains(member)
				&& scene.staying(this.leaving).contains(member.node())
				&& scene.life().matchIndex(member) + CAUGHT_UP >= scene.life().commitIndex()
				&& scene.life().matchIndex(member) > 0;
	}

	private Optional<Member> readyLearner(Scene scene) {
		return scene.learners().stream().filter((member) -> isReady(scene, member)).findFirst();
	}

	private int target(Scene scene) {
		return this.settings.voters(scene.staying(this.leaving).size());
	}

	/** Learners first: a voter that nobody can replace waits until they are gone. */
	private boolean serveLeaving(Scene scene) {
		Optional<Member> learner = scene.learners().stream().filter(this.leaving::contains).findFirst();
		if (learner.isPresent()) {
			return remove(scene, learner.get(), "leaves");
		}
		for (Member member : this.leaving) {
			boolean replaced = scene.voters().size() > Math.max(target(scene), this.settings.leastVoters());
			boolean last = scene.voters().size() == 1;
			Optional<Member> replacement = readyLearner(scene);
			if (!replaced && replacement.isPresent()) {
				return promote(scene, replacement.get());
			}
			if (!last && rest(scene) < scene.life().quorumWith(rest(scene))) {
				if (nobodyMayComeInItsPlace(scene)) {
					this.letGo.accept(scene.life(), member);
				}
				return false;
			}
			if (!last && member.equals(scene.life().self())) {
				return handOver(scene);
			}
			if (!last && restIsMajorityAfter(scene, member)) {
				return remove(scene, member, "leaves");
			}
		}
		return false;
	}

	/** Who was removed while it was silent, and is seen again, is about to join. */
	private boolean nobodyMayComeInItsPlace(Scene scene) {
		Set<NodeId> others = scene.staying(this.leaving);
		scene.voters().forEach((voter) -> others.remove(voter.node()));
		return others.isEmpty() && scene.learners().isEmpty() && this.joining.isEmpty();
	}

	private static int rest(Scene scene) {
		return scene.voters().size() - 1;
	}

	private boolean handOver(Scene scene) {
		Optional<Member> next = scene.voters()
			.stream()
			.filter((member) -> !member.equals(scene.life().self()) && isReady(scene, member))
			.max(Comparator.comparingLong(scene.life()::matchIndex));
		next.ifPresent((member) -> {
			logger.debug("Handing over leadership to={}", member);
			this.transferring = true;
			this.transferSince = scene.now();
			scene.life().transferLeadership(member).whenComplete((done, failure) -> this.transferring = false);
		});
		return next.isPresent();
	}

	private boolean addJoining(Scene scene) {
		Set<NodeId> staying = scene.staying(this.leaving);
		this.joining.values()
			.removeIf((member) -> scene.voters().contains(member) || scene.learners().contains(member)
					|| !staying.contains(member.node()) || scene.isSuperseded(member));
		Optional<Member> member = this.joining.values().stream().findFirst();
		member.ifPresent((joiner) -> change(scene, joiner, MembershipChangeMode.ADD_LEARNER, "joins"));
		return member.isPresent();
	}

	private void promote(Scene scene) {
		int missing = target(scene) - scene.voters().size();
		long ready = scene.learners().stream().filter((member) -> isReady(scene, member)).count();
		boolean takesVacantSeat = scene.life().seatsWith(scene.voters().size()) > scene.voters().size();
		if (missing > 0 && (takesVacantSeat || scene.voters().size() % 2 == 0 || ready >= 2)) {
			readyLearner(scene).ifPresent((member) -> promote(scene, member));
		}
	}

	private boolean promote(Scene scene, Member member) {
		return change(scene, member, MembershipChangeMode.ADD_OR_PROMOTE_TO_FOLLOWER, "votes");
	}

	private boolean remove(Scene scene, Member member, String why) {
		return change(scene, member, MembershipChangeMode.REMOVE_MEMBER, why);
	}

	private boolean change(Scene scene, Member subject, MembershipChangeMode mode, String why) {
		this.changing = true;
		scene.life().change(subject, mode).whenComplete((done, failure) -> {
			this.changing = false;
			if (failure == null) {
				logger.info("The consensus group has changed group={} member={} change={} why={}", scene.life().group(),
						subject, mode, why);
			}
		});
		return true;
	}

}
