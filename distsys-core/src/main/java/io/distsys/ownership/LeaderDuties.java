package io.distsys.ownership;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.RebalancePlan.Hindrance;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader does for all: expires sessions by its own monotonic clock, and plans. A
 * new leader counts every session from the moment it began to lead; a leader that is none
 * any more can at worst append commands that name what has changed since, and do nothing.
 * Lives on the event loop.
 */
final class LeaderDuties implements ReplicatedLog.LeadershipListener {

	private static final Logger logger = LoggerFactory.getLogger(LeaderDuties.class);

	private static final Duration TICK = Duration.ofMillis(50);

	/** Sessions that open together share what is free. */
	private static final Duration GRANT_SETTLE = Duration.ofMillis(300);

	/** Nothing moves for balance until the sessions have been the same for this long. */
	private static final Duration MOVE_SETTLE = Duration.ofSeconds(1);

	/** Renewals after which a node is trusted with what others hold. */
	private static final int PROVEN = 2;

	private static final int MAX_MOVES = 128;

	private final ReplicatedLog log;

	private final OwnershipTable table;

	private final EventLoop loop;

	private final LeaseSettings settings;

	private final Planner planner = new Planner(MAX_MOVES);

	private final Stays stays = new Stays();

	private final Declined declined = new Declined();

	private final PauseWatch pauses = new PauseWatch();

	private final Haste haste = new Haste();

	private final Map<SessionId, Renewal> renewals = new HashMap<>();

	/** Sessions of nodes that seem to have crashed, as they were then. */
	private final Map<SessionId, Long> crashed = new HashMap<>();

	private Set<SessionId> known = Set.of();

	private long lastOpenedAt;

	private long lastChangedAt;

	private boolean leading;

	private boolean planning;

	private boolean tickSoon;

	private PlanInput nothingToDo = PlanInput.NONE;

	private Subscription ticking = () -> {
	};

	LeaderDuties(ReplicatedLog log, OwnershipTable table, EventLoop loop, LeaseSettings settings) {
		this.log = log;
		this.table = table;
		this.loop = loop;
		this.settings = settings;
	}

	@Override
	public void leading(long term) {
		logger.debug("This node leads term={}", term);
		this.leading = true;
		this.planning = false;
		this.nothingToDo = PlanInput.NONE;
		this.renewals.clear();
		this.stays.forget();
		this.declined.forget();
		this.pauses.forget();
		this.haste.end();
		this.known = openSessions();
		long now = this.loop.clock().nanos();
		this.lastOpenedAt = now - GRANT_SETTLE.toNanos();
		this.lastChangedAt = now;
		this.ticking.close();
		this.ticking = this.loop.repeat(TICK, this::tick);
	}

	@Override
	public void following() {
		this.leading = false;
		this.ticking.close();
	}

	private void tick() {
		if (!this.leading) {
			return;
		}
		long now = this.loop.clock().nanos();
		expire(now);
		noticeSessions(now);
		this.pauses.look(this.table.moves(), now);
		plan(now);
	}

	/**
	 * What became free by an expiry or a closed session need not wait for the next tick.
	 */
	void tableChanged(OwnershipChange change) {
		ResourceKey key = change.key();
		if (this.leading && key != null) {
			this.declined.changed(key, change.before(), change.after(), this.loop.clock().nanos());
		}
		boolean isPlanned = key == null || this.table.isPlanned(key.kind());
		if (this.leading && isPlanned && !this.tickSoon) {
			this.tickSoon = true;
			this.loop.execute(() -> {
				this.tickSoon = false;
				tick();
			});
		}
	}

	/**
	 * There is evidence that the process of a node is gone. Kept also by a node that does
	 * not lead: it may have to, because the one that is gone did. A session that is
	 * renewed afterwards shows that the evidence was wrong.
	 */
	void crashed(NodeId node) {
		this.table.sessionOf(node).ifPresent((session) -> {
			this.crashed.put(session.id(), session.renewedAt());
			tick();
		});
	}

	private boolean hasCrashed(Session session) {
		Long renewedAt = this.crashed.get(session.id());
		return renewedAt != null && renewedAt == session.renewedAt();
	}

	private void expire(long now) {
		Collection<Session> sessions = this.table.sessions();
		this.crashed.keySet().removeIf((id) -> this.table.find(id) == null);
		this.renewals.keySet().removeIf((id) -> this.table.find(id) == null);
		for (Session session : sessions) {
			Renewal seen = this.renewals.get(session.id());
			if (seen == null) {
				this.renewals.put(session.id(), new Renewal(session.renewedAt(), now, false, 0));
			}
			else if (seen.index() != session.renewedAt()) {
				this.renewals.put(session.id(), new Renewal(session.renewedAt(), now, false, seen.count() + 1));
			}
			else if (!seen.isExpiring() && (hasCrashed(session)
					|| now - seen.seenAt() >= this.settings.leadersShare(session.ttl()).toNanos())) {
				this.renewals.put(session.id(), seen.expiring(true));
				expire(session);
			}
		}
	}

	private void expire(Session session) {
		logger.info("Session expired node={} session={}", session.id().node(), session.id());
		submit(new Command.ExpireSession(session.id(), session.renewedAt()), () -> {
			Renewal seen = this.renewals.get(session.id());
			if (seen != null && seen.isExpiring()) {
				this.renewals.put(session.id(), seen.expiring(false));
			}
		});
	}

	private void noticeSessions(long now) {
		Set<SessionId> open = openSessions();
		if (open.equals(this.known)) {
			return;
		}
		if (!this.known.containsAll(open)) {
			this.lastOpenedAt = now;
		}
		this.lastChangedAt = now;
		this.known = open;
	}

	private void plan(long now) {
		if (this.planning) {
			return;
		}
		Planner.Scope scope = scope(now);
		PlanInput input = new PlanInput(this.table.version(), scope);
		if (input.equals(this.nothingToDo)) {
			return;
		}
		List<Planner.Step> steps = this.planner.steps(this.table.sessions(), this.table.planned(), scope);
		if (steps.isEmpty()) {
			this.nothingToDo = input;
			if (isDone(scope)) {
				this.haste.end();
			}
			return;
		}
		this.planning = true;
		// Each is for itself, and what is free may be all slots of all types: what is
		// left is planned once these are applied.
		List<Planner.Step> first = steps.subList(0, Math.min(Command.MOST_RESOURCES, steps.size()));
		submit(commanded(first), () -> this.planning = false);
	}

	private Command.Plan commanded(List<Planner.Step> steps) {
		Map<Boolean, List<Command.Move>> moves = steps.stream()
			.collect(Collectors.partitioningBy(Planner.Step::isOnlyBetter,
					Collectors.mapping(Planner.Step::move, Collectors.toList())));
		return new Command.Plan(moves.getOrDefault(false, List.of()), this.table.moves().changedAt(),
				moves.getOrDefault(true, List.of()));
	}

	private Planner.Scope scope(long now) {
		return new Planner.Scope(now - this.lastOpenedAt >= GRANT_SETTLE.toNanos(),
				!isPaused() && (isHasty(now) || isStable(now)) && allRenew(), resting(now),
				this.declined.now(this.table, now));
	}

	private boolean isPaused() {
		return this.table.moves().pause() != null;
	}

	private boolean isHasty(long now) {
		return this.haste.lasts(this.table.moves(), now);
	}

	private boolean isStable(long now) {
		return now - this.lastChangedAt >= MOVE_SETTLE.toNanos();
	}

	private Set<ResourceKey> resting(long now) {
		Set<ResourceKey> resting = this.stays.resting(this.table.sessions(), this.table, now);
		return isHasty(now) ? Set.of() : resting;
	}

	/** Nothing is left to move, and nothing that has begun can still come back. */
	private boolean isDone(Planner.Scope scope) {
		return scope.rebalance() && Planner.underWay(this.table.planned()) == 0;
	}

	/** The request is in the log: every node hears of it, and it is about the leader. */
	void moveNow() {
		if (this.leading) {
			logger.info("Moves for balance are asked for now");
			this.haste.begin(this.table.moves(), this.loop.clock().nanos());
		}
	}

	/**
	 * What decides what would be done now. By whom does not lead it is guessed from the
	 * table alone.
	 */
	Preview preview() {
		long now = this.loop.clock().nanos();
		return this.leading ? Preview.ofLeader(this.table, this.planner, scope(now), hindrances(now))
				: Preview.ofOther(this.table, this.planner);
	}

	private Set<Hindrance> hindrances(long now) {
		Set<Hindrance> hindrances = EnumSet.noneOf(Hindrance.class);
		if (isPaused()) {
			hindrances.add(Hindrance.PAUSED);
		}
		if (!isHasty(now) && !isStable(now)) {
			hindrances.add(Hindrance.NODES_HAVE_CHANGED);
		}
		if (!allRenew()) {
			hindrances.add(Hindrance.LEASE_IS_YOUNG);
		}
		return hindrances;
	}

	/**
	 * A node that is too slow to renew in time would lose at once what was moved to it.
	 */
	private boolean allRenew() {
		return this.renewals.values().stream().allMatch((renewal) -> renewal.count() >= PROVEN);
	}

	private void submit(Command command, Runnable afterwards) {
		this.log.submitVital(CommandCodec.encode(command), this.settings.ttl()).whenComplete((applied, failure) -> {
			if (failure != null) {
				logger.debug("A command of the leader's failed", failure);
			}
			afterwards.run();
		});
	}

	private Set<SessionId> openSessions() {
		return this.table.sessions().stream().map(Session::id).collect(Collectors.toSet());
	}

	/** A plan that was empty is empty again while these are the same. */
	private record PlanInput(long version, Planner.Scope scope) {

		static final PlanInput NONE = new PlanInput(-1, new Planner.Scope(false, false));

	}

	/**
	 * When this leader saw a renewal.
	 *
	 * @param index the entry that renewed
	 * @param seenAt the leader's clock when it saw that it was applied
	 * @param isExpiring whether the expiry is on its way
	 * @param count how many it has seen
	 */
	private record Renewal(long index, long seenAt, boolean isExpiring, int count) {

		Renewal expiring(boolean now) {
			return new Renewal(this.index, this.seenAt, now, this.count);
		}

	}

}
