package io.distsys.consensus;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.ClusterView;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupMessage.Agree;
import io.distsys.consensus.GroupMessage.Confirm;
import io.distsys.consensus.GroupMessage.Gone;
import io.distsys.consensus.GroupMessage.Hello;
import io.distsys.consensus.GroupMessage.Join;
import io.distsys.consensus.GroupMessage.Leave;
import io.distsys.consensus.GroupMessage.Off;
import io.distsys.consensus.GroupMessage.Propose;
import io.distsys.consensus.GroupMessage.Refuse;
import io.distsys.consensus.GroupMessage.Welcome;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node in a group: finds one, takes part in making one, joins, leaves one for
 * another, comes back after it was removed. Everything runs on the loop.
 */
final class GroupKeeper implements Bootstrap.Port {

	/** The messages between nodes about the group come to this address. */
	static final String ADDRESS = "distsys.consensus";

	private static final Logger logger = LoggerFactory.getLogger(GroupKeeper.class);

	private static final Duration TICK = Duration.ofMillis(100);

	private static final Duration HELLO_WITHOUT_GROUP = Duration.ofMillis(200);

	private static final Duration HELLO = Duration.ofSeconds(1);

	private static final int TOKEN_SHIFT = 20;

	/** Far more tokens than those that are lost can have granted unseen. */
	private static final long RESET_STEP = 1L << 30;

	private final Cluster cluster;

	private final Messenger messenger;

	private final EventLoop loop;

	private final ConsensusSettings settings;

	private final Random random;

	private final Clock wallClock;

	private final LoggedStateMachine machine;

	private final Runnable observer;

	private final PeerBook book = new PeerBook();

	private final GroupMerge merge = new GroupMerge();

	private final Bootstrap bootstrap;

	private final LeaderLoss leaderLoss;

	private final LeaderWatch leaderWatch;

	private final Recovery recovery;

	private final Greeter greeter;

	private final List<Subscription> subscriptions = new ArrayList<>();

	/**
	 * Nodes that say that they leave the group, as of the last that was heard of them.
	 */
	private final Set<NodeId> parting = new HashSet<>();

	/**
	 * Nodes that left after saying so, which never come back. All nodes are told: one
	 * that did not see it would wait for them for ever, and the others for that one.
	 */
	private final Set<NodeId> left = new HashSet<>();

	private final List<Runnable> whenGone = new CopyOnWriteArrayList<>();

	private @Nullable RaftLife life;

	private VoterSteward steward;

	private ReadBarriers barriers = new ReadBarriers();

	private long welcomedAt;

	private long ledUntil;

	private long helloAt;

	private long raisingTo;

	private boolean leaving;

	private boolean closed;

	GroupKeeper(Cluster cluster, Messenger messenger, EventLoop loop, ConsensusSettings settings, Random random,
			Clock wallClock, LoggedStateMachine machine, Runnable observer) {
		this.cluster = cluster;
		this.messenger = messenger;
		this.loop = loop;
		this.settings = settings;
		this.random = random;
		this.wallClock = wallClock;
		this.machine = machine;
		this.observer = observer;
		this.bootstrap = new Bootstrap(messenger.self(), settings, this);
		this.recovery = new Recovery(this.bootstrap, this.book, machine);
		this.greeter = new Greeter(cluster, settings, this.book, this::send);
		this.leaderLoss = new LeaderLoss(cluster, loop, settings, this::life);
		this.leaderWatch = new LeaderWatch(cluster, settings, TICK, loop.clock().nanos());
		this.steward = new VoterSteward(settings, this::letGo);
	}

	void start() {
		this.helloAt = now();
		this.subscriptions.add(this.messenger.handle(ADDRESS, this.loop,
				(message, replier) -> onMessage(message.sender(), GroupMessageCodec.decode(message.payload()))));
		this.subscriptions
			.add(this.messenger.handle(RaftTransport.ADDRESS, this.loop, (message, replier) -> onRaft(message)));
		this.subscriptions.add(this.cluster.subscribe((event) -> this.loop.execute(() -> onEvent(event))));
		this.subscriptions.add(this.loop.repeat(TICK, this::tick));
		tick();
	}

	/** End at once. */
	void close() {
		if (!this.closed) {
			this.closed = true;
			this.subscriptions.forEach(Subscription::close);
			endLife();
			this.whenGone.forEach(Runnable::run);
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	/** Leave in order; the action runs when this node is not a member any more. */
	void leave(Runnable gone) {
		this.whenGone.add(gone);
		this.leaving = true;
		greetAll();
		tick();
	}

	@Nullable RaftLife life() {
		return this.life;
	}

	ReadBarriers barriers() {
		return this.barriers;
	}

	String waitingFor() {
		return this.bootstrap.waitingFor();
	}

	/** The node that leads, as far as this node knows. */
	@Nullable NodeId leader() {
		RaftLife current = this.life;
		if (current == null) {
			return null;
		}
		Member leader = current.leader();
		if (leader != null) {
			return leader.node();
		}
		return this.book.fresh(now())
			.values()
			.stream()
			.filter((hello) -> current.group().equals(hello.group()) && hello.leader() != null)
			.map(Hello::leader)
			.findFirst()
			.orElse(null);
	}

	/** Why a leader is not waited for any more, if so. */
	Optional<String> outage() {
		return this.leaderWatch.outage();
	}

	private long now() {
		return this.loop.clock().nanos();
	}

	private void tick() {
		if (this.closed) {
			return;
		}
		long now = now();
		ClusterView view = this.cluster.view();
		this.book.keep(view);
		if (this.life != null) {
			tend(this.life, view, now);
		}
		if (this.closed) {
			return;
		}
		if (this.life == null) {
			seek(view, now);
		}
		else if (this.bootstrap.isBound()) {
			seekInItsPlace(view, now);
		}
		if (now - this.helloAt >= 0) {
			greetAll();
		}
		this.leaderWatch.look(this.life, waitingFor(), now);
		this.observer.run();
	}

	private void tend(RaftLife current, ClusterView view, long now) {
		current.check();
		if (current.isOver()) {
			endLife();
			return;
		}
		if (current.leader() != null) {
			this.ledUntil = now + this.settings.electionTimeout().multipliedBy(3).toNanos();
		}
		if (!current.leads()) {
			this.steward.reset();
		}
		else {
			changeMembers(current);
		}
		if (this.life != current) {
			return;
		}
		if (this.leaving) {
			tryLeave(current);
			return;
		}
		this.recovery.tick(current);
		if (this.bootstrap.isBound()) {
			return;
		}
		if (isOver(current, now)) {
			logger.warn("So many voters have left that this consensus group can never decide again: this node gives it"
					+ " up, and its table with it group={} voters={}", current.group(), current.voters());
			endLife();
			return;
		}
		GroupMerge.Own own = new GroupMerge.Own(current.group(), current.voters().size(), isLed(now),
				this.recovery.abandoned());
		this.merge.yieldTo(now, own, this.book).ifPresent((stronger) -> giveUp(current, stronger));
	}

	/**
	 * Whoever left in order, with nobody to take its place, is lost to the group for
	 * ever, as one that is only out of sight is not; so is the membership of a node that
	 * has given it up. The rest waits until it is enough to make another; before that
	 * somebody may reset it.
	 */
	private boolean isOver(RaftLife current, long now) {
		List<Member> voters = current.voters();
		this.left.retainAll(voters.stream().map(Member::node).toList());
		long staying = voters.stream()
			.filter((voter) -> !this.left.contains(voter.node()) && !this.book.isSuperseded(voter, now))
			.count();
		return staying < current.quorum() && !isLed(now) && 1 + leaderless(current, now) >= this.settings.founders();
	}

	private long leaderless(RaftLife current, long now) {
		return this.book.fresh(now)
			.values()
			.stream()
			.filter((hello) -> hello.group() == null || hello.group().equals(current.group()))
			.filter((hello) -> hello.leader() == null && !hello.leaving())
			.count();
	}

	/** Not before the log says how the group was made. */
	private void changeMembers(RaftLife current) {
		if (this.recovery.isRecorded()) {
			this.steward.tick(current, this.cluster.view(), this.book, now());
		}
	}

	private void giveUp(RaftLife current, GroupId stronger) {
		logger.warn("Two consensus groups have met: this node gives up what it holds and joins the other"
				+ " given-up={} stays={}", current.group(), stronger);
		endLife();
		this.machine.follow(stronger);
		this.recovery.forget();
	}

	private boolean isLed(long now) {
		return now - this.ledUntil < 0;
	}

	/** Make a new group of what is left of this one. */
	void reset(String by, String why, CompletableFuture<ResetOutcome> answer) {
		RaftLife current = this.life;
		GroupId abandoned = (current != null) ? current.group() : new GroupId(0, 0);
		ResetRecord record = new ResetRecord(abandoned, by, why, this.wallClock.instant());
		this.recovery.reset(scene(), record, newGroup(RESET_STEP), answer);
	}

	private Recovery.Scene scene() {
		return new Recovery.Scene(this.life, this.cluster.view(), now(), isLed(now()));
	}

	/** A group with a leader that can be heard makes a reset needless. */
	private void seekInItsPlace(ClusterView view, long now) {
		if (this.leaving || this.recovery.isNeedless(now)) {
			this.bootstrap.withdraw();
		}
		else {
			this.bootstrap.tick(now, view, this.book);
		}
	}

	@Override
	public Duration longestLease() {
		Duration told = this.book.longestLease();
		return (told.compareTo(this.settings.leaseTime()) > 0) ? told : this.settings.leaseTime();
	}

	@Override
	public String objectionTo(ResetRecord reset) {
		return this.leaving ? "leaves" : this.recovery.objection(scene(), reset);
	}

	@Override
	public void bound(Proposal proposal) {
		mute(true);
	}

	@Override
	public void released(Proposal proposal, String why) {
		mute(false);
		this.recovery.off(proposal, why);
	}

	private void mute(boolean muted) {
		RaftLife current = this.life;
		if (current != null) {
			current.mute(muted);
		}
	}

	private void tryLeave(RaftLife current) {
		if (current.voters().size() + current.learners().size() == 1 || !seesQuorum(current)) {
			close();
		}
		else if (current.leads()) {
			this.steward.leave(current.self());
		}
		else {
			NodeId leader = leader();
			if (leader != null) {
				send(leader, new Leave(current.group(), current.self()));
			}
		}
	}

	/** Without a majority in sight nobody can be let go in order. */
	private boolean seesQuorum(RaftLife current) {
		ClusterView view = this.cluster.view();
		List<Member> voters = current.voters();
		long visible = voters.stream().filter((voter) -> view.contains(voter.node())).count();
		return visible >= current.quorum();
	}

	private void letGo(RaftLife current, Member member) {
		if (member.equals(current.self())) {
			close();
		}
		else {
			send(member.node(), new Gone(current.group(), member));
		}
	}

	private void seek(ClusterView view, long now) {
		if (this.leaving) {
			this.bootstrap.withdraw();
			close();
			return;
		}
		Optional<Map.Entry<NodeId, Hello>> member = groupToJoin(now);
		if (member.isPresent() && !this.bootstrap.mayFound(groupOf(member.get()))) {
			this.bootstrap.withdraw();
			Hello hello = member.get().getValue();
			NodeId leader = hello.leader();
			NodeId to = (leader != null && view.contains(leader)) ? leader : member.get().getKey();
			send(to, new Join(groupOf(member.get()), new Member(this.messenger.self(), this.bootstrap.life()),
					this.machine.highestToken()));
		}
		else {
			this.bootstrap.tick(now, view, this.book);
		}
	}

	private Optional<Map.Entry<NodeId, Hello>> groupToJoin(long now) {
		Set<GroupId> abandoned = this.book.abandoned(now);
		return this.book.fresh(now)
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().group() != null && entry.getValue().leader() != null)
			.filter((entry) -> !abandoned.contains(groupOf(entry)))
			.min(Comparator.comparingInt((Map.Entry<NodeId, Hello> entry) -> -entry.getValue().voters())
				.thenComparing(GroupKeeper::groupOf)
				.thenComparing(Map.Entry::getKey));
	}

	private static GroupId groupOf(Map.Entry<NodeId, Hello> entry) {
		GroupId group = entry.getValue().group();
		if (group == null) {
			throw new IllegalStateException("Node " + entry.getKey() + " has no group");
		}
		return group;
	}

	private void greetAll() {
		Duration period = (this.life != null) ? HELLO : HELLO_WITHOUT_GROUP;
		this.helloAt = now() + period.toNanos();
		this.greeter.greetAll(self(), now());
	}

	private void greet(NodeId node) {
		this.greeter.greet(node, self(), now());
	}

	private Greeter.Self self() {
		return new Greeter.Self(this.life, this.bootstrap.life(), this.bootstrap.isBound(), this.leaving,
				Set.copyOf(this.left), this.machine.highestToken(), this.recovery.abandoned());
	}

	@Override
	public void send(NodeId to, GroupMessage message) {
		this.messenger.cast(to, Lane.CONTROL, ADDRESS, GroupMessageCodec.encode(message));
	}

	@Override
	public GroupId newGroup() {
		return newGroup(0);
	}

	private GroupId newGroup(long step) {
		long known = Math.max(this.machine.highestToken(), this.book.highestToken()) + step;
		return GroupId.random(this.random, Math.max(this.wallClock.millis() << TOKEN_SHIFT, known));
	}

	@Override
	public void found(Proposal proposal) {
		endLife();
		this.recovery.founded(proposal);
		Member self = new Member(this.messenger.self(), this.bootstrap.life());
		if (proposal.voters().contains(self)) {
			begin(proposal.group(), self, RaftLife.seats(proposal.voters(), proposal.seats(this.settings)), 0);
		}
	}

	private void begin(GroupId group, Member self, List<Member> initialMembers, long membersIndex) {
		this.machine.follow(group);
		this.welcomedAt = membersIndex;
		this.raisingTo = 0;
		this.ledUntil = now() + this.settings.electionTimeout().multipliedBy(3).toNanos();
		this.steward = new VoterSteward(this.settings, this::letGo);
		this.barriers = new ReadBarriers();
		RaftLife begun = new RaftLife(group, self, initialMembers, new RaftLife.Surroundings(this.loop, this.messenger,
				this.random, this.settings, this.machine, this::afterStep));
		this.life = begun;
		begun.start();
		logger.info("Taking part in a consensus group group={} as={} voters={}", group, self, begun.voters());
		greetAll();
	}

	private void afterStep() {
		RaftLife current = this.life;
		if (current != null && current.leader() != null) {
			this.leaderWatch.found();
		}
		this.observer.run();
	}

	private void endLife() {
		RaftLife ended = this.life;
		if (ended != null) {
			this.life = null;
			this.bootstrap.nextLife();
			ended.end();
			this.helloAt = now();
			this.observer.run();
		}
		if (ended != null && this.leaving) {
			close();
		}
	}

	private void onRaft(Message message) {
		RaftLife current = this.life;
		if (current != null) {
			current.receive(message.payload());
		}
	}

	private void onEvent(ClusterEvent event) {
		if (this.closed) {
			return;
		}
		if (event instanceof ClusterEvent.NodeJoined joined) {
			greet(joined.node().id());
		}
		else if (event instanceof ClusterEvent.NodeLeft gone) {
			if (this.parting.remove(gone.node().id())) {
				this.left.add(gone.node().id());
				this.steward.onNodeLeft(gone.node().id());
			}
			this.leaderLoss.onNodeGone(gone.node().id());
		}
		else if (event instanceof ClusterEvent.NodeLost lost) {
			this.parting.remove(lost.node().id());
			this.leaderLoss.onNodeGone(lost.node().id());
		}
	}

	private void onMessage(NodeId from, GroupMessage message) {
		if (this.closed || from.equals(this.messenger.self())) {
			return;
		}
		if (message instanceof Hello hello) {
			onHello(from, hello);
		}
		else if (message instanceof Propose propose) {
			this.bootstrap.onPropose(from, propose.proposal(), this.cluster.view(), now(), this.life != null);
		}
		else if (message instanceof Agree agree) {
			this.bootstrap.onAgree(from, agree.group(), now());
		}
		else if (message instanceof Refuse refuse) {
			this.bootstrap.onRefuse(from, refuse.group(), refuse.why());
		}
		else if (message instanceof Confirm confirm) {
			this.bootstrap.onConfirm(confirm.group());
		}
		else if (message instanceof Off off) {
			this.bootstrap.onOff(from, off.group(), off.answered());
		}
		else if (message instanceof Join join) {
			onJoin(from, join);
		}
		else if (message instanceof Welcome welcome) {
			onWelcome(welcome);
		}
		else if (message instanceof Leave leave) {
			onLeave(from, leave);
		}
		else if (message instanceof Gone gone) {
			onGone(gone);
		}
	}

	private void onHello(NodeId from, Hello hello) {
		if (!hello.agreesWith(this.settings) && this.book.fresh(from, now()).isEmpty()) {
			logger.warn(
					"A node has other settings of the group than this one: give all the same node={}"
							+ " its-expected-size={} expected-size={} its-max-voters={} max-voters={}"
							+ " its-lease-millis={} lease-millis={}",
					from, hello.expectedSize(), this.settings.expectedSize(), hello.maxVoters(),
					this.settings.maxVoters(), hello.leaseMillis(), this.settings.leaseTime().toMillis());
		}
		this.book.heard(from, hello, now());
		if (hello.leaving()) {
			this.parting.add(from);
		}
		RaftLife current = this.life;
		if (current == null) {
			if (hello.group() == null && !hello.heard().contains(this.messenger.self())) {
				greet(from);
			}
			return;
		}
		current.voters().stream().map(Member::node).filter(hello.left()::contains).forEach(this.left::add);
		if (hello.group() == null) {
			greet(from);
		}
		boolean removed = current.group().equals(hello.group()) && hello.leading()
				&& hello.configIndex() > this.welcomedAt && hello.receiverLife() != current.self().life();
		if (removed && !current.leads()) {
			logger.info("This node was removed from the consensus group and joins again group={} was={}",
					current.group(), current.self());
			endLife();
		}
	}

	private void onJoin(NodeId from, Join join) {
		RaftLife current = this.life;
		if (current == null || !current.group().equals(join.group()) || !current.leads()) {
			greet(from);
			return;
		}
		if (join.highestToken() > this.machine.highestToken()) {
			raiseTokens(current, join.highestToken());
		}
		else if (current.voters().contains(join.member()) || current.learners().contains(join.member())) {
			long index = current.committedMembersIndex();
			if (index >= 0) {
				send(from, new Welcome(join.group(), join.member(), current.initialMembers(), index));
			}
		}
		else {
			this.steward.join(join.member());
			changeMembers(current);
		}
	}

	private void raiseTokens(RaftLife current, long floor) {
		if (floor > this.raisingTo) {
			this.raisingTo = floor;
			current.append(new LogOperation.RaiseTokens(floor)).whenComplete((done, failure) -> this.raisingTo = 0);
		}
	}

	private void onWelcome(Welcome welcome) {
		Member self = new Member(this.messenger.self(), this.bootstrap.life());
		if (this.life == null && !this.leaving && welcome.member().equals(self) && !this.bootstrap.isBound()) {
			this.recovery.forget();
			begin(welcome.group(), self, welcome.initialMembers(), welcome.configIndex());
		}
	}

	private void onLeave(NodeId from, Leave leave) {
		RaftLife current = this.life;
		if (current == null || !current.group().equals(leave.group()) || !current.leads()) {
			return;
		}
		if (current.voters().contains(leave.member()) || current.learners().contains(leave.member())) {
			this.steward.leave(leave.member());
			changeMembers(current);
		}
		else if (current.committedMembersIndex() >= 0) {
			send(from, new Gone(leave.group(), leave.member()));
		}
	}

	private void onGone(Gone gone) {
		RaftLife current = this.life;
		if (this.leaving && current != null && gone.member().equals(current.self())
				&& gone.group().equals(current.group())) {
			close();
		}
	}

}
