package io.distsys.ownership;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens this node's session, renews it, and ends its lease in time. The clock is read
 * <em>before</em> a renewal is sent, and the lease counts from there; the leader counts
 * from when it has applied the renewal, which is later. A lease that has run out is never
 * revived: the node opens another session, with nothing in it. Lives on the event loop.
 */
final class LeaseKeeper {

	private static final Logger logger = LoggerFactory.getLogger(LeaseKeeper.class);

	private final NodeId self;

	private final ReplicatedLog log;

	private final OwnershipTable table;

	private final EventLoop loop;

	private final LeaseSettings settings;

	private final Supplier<Set<Offer>> offers;

	private final BooleanSupplier allowed;

	private final Listener listener;

	private volatile @Nullable LeaseTerm term;

	private long attempt;

	private boolean opening;

	private boolean ending;

	private boolean offering;

	private boolean stopped;

	private boolean leaving;

	private Subscription ticking = () -> {
	};

	LeaseKeeper(NodeId self, ReplicatedLog log, OwnershipTable table, EventLoop loop, LeaseSettings settings,
			Supplier<Set<Offer>> offers, BooleanSupplier allowed, Listener listener) {
		this.self = self;
		this.log = log;
		this.table = table;
		this.loop = loop;
		this.settings = settings;
		this.offers = offers;
		this.allowed = allowed;
		this.listener = listener;
	}

	void start() {
		tick();
		this.ticking = this.loop.repeat(this.settings.renewalInterval(), this::tick);
	}

	/** The lease that runs or is about to end, or {@literal null}. */
	@Nullable LeaseTerm term() {
		return this.term;
	}

	private void tick() {
		if (this.stopped) {
			return;
		}
		LeaseTerm current = this.term;
		boolean mayHold = this.allowed.getAsBoolean();
		if (current == null) {
			openIf(mayHold);
		}
		else if (!endIfDue(current) && mayHold) {
			renew(current);
			sendOffers(current);
		}
		this.listener.looked();
	}

	private void openIf(boolean mayHold) {
		if (!mayHold || this.opening || this.log.status().group() == null) {
			return;
		}
		this.opening = true;
		this.attempt++;
		Set<Offer> offersNow = this.leaving ? Set.of() : this.offers.get();
		long sentAt = this.loop.clock().nanos();
		submit(new Command.OpenSession(this.self, this.attempt, this.settings.ttl(), offersNow))
			.whenComplete((applied, failure) -> {
				this.opening = false;
				if (applied != null) {
					OwnershipTable.openedSession(this.self, applied.result())
						.ifPresent((session) -> opened(session, sentAt));
				}
				else {
					logger.debug("No session could be opened", failure);
				}
			});
	}

	private void opened(SessionId session, long sentAt) {
		LeaseTerm opened = new LeaseTerm(session, this.loop.clock(), sentAt + share());
		if (this.stopped || !opened.isHeld() || this.table.find(session) == null) {
			submit(new Command.CloseSession(session));
			return;
		}
		logger.debug("Opened a session session={}", session);
		this.ending = false;
		this.term = opened;
		if (this.leaving) {
			submit(new Command.DrainSession(session));
		}
		scheduleEnd(opened);
		this.listener.held(opened);
	}

	private void renew(LeaseTerm current) {
		long sentAt = this.loop.clock().nanos();
		submit(new Command.RenewSession(current.session())).whenComplete((applied, failure) -> {
			if (applied == null) {
				logger.debug("A renewal failed session={}", current.session(), failure);
			}
			else if (this.term == current && !this.ending) {
				if (OwnershipTable.done(applied.result())) {
					current.extend(sentAt + share());
				}
				else {
					lost(current, "the cluster has ended this node's session");
				}
			}
		});
	}

	/**
	 * What the table has is compared, not what was sent last: a command whose outcome was
	 * unknown may have been applied after all.
	 */
	private void sendOffers(LeaseTerm current) {
		Session inTable = this.table.find(current.session());
		Set<Offer> offersNow = this.offers.get();
		if (this.leaving || this.offering || inTable == null || inTable.offers().equals(offersNow)) {
			return;
		}
		this.offering = true;
		submit(new Command.ReplaceOffers(current.session(), offersNow))
			.whenComplete((applied, failure) -> this.offering = false);
	}

	/**
	 * Offer nothing in any later session. In this one the offers stand until all is
	 * released: the planner moves what is offered, and a draining session is given
	 * nothing.
	 */
	void leave() {
		this.leaving = true;
	}

	/**
	 * Tell the cluster of offers that have changed, now rather than with the next
	 * renewal.
	 */
	void offersChanged() {
		LeaseTerm current = this.term;
		if (current != null && !this.ending) {
			sendOffers(current);
		}
	}

	/** The table was replaced: the session may be gone with it. */
	void tableReplaced() {
		LeaseTerm current = this.term;
		if (current != null && this.table.find(current.session()) == null) {
			lost(current, "this node's session is not in the group that it follows now");
		}
	}

	private void scheduleEnd(LeaseTerm current) {
		long untilNotice = current.remainingNanos() - this.settings.stopGrace().toNanos();
		this.loop.schedule(Duration.ofNanos(Math.max(1, untilNotice)), () -> {
			if (this.term == current && !endIfDue(current)) {
				scheduleEnd(current);
			}
		});
	}

	/**
	 * Notice is given {@code stopGrace} before the lease runs out; after that it is
	 * final.
	 */
	private boolean endIfDue(LeaseTerm current) {
		long remaining = current.remainingNanos();
		if (remaining > this.settings.stopGrace().toNanos()) {
			return false;
		}
		if (!this.ending) {
			this.ending = true;
			this.listener.ending(current,
					this.allowed.getAsBoolean() ? "its lease could not be renewed: no majority can be reached"
							: "its lease is not renewed: there are fewer nodes than the quorum asks for");
		}
		if (remaining > 0) {
			this.loop.schedule(Duration.ofNanos(remaining), () -> endIfDue(current));
		}
		else if (this.term == current) {
			over(current);
			submit(new Command.CloseSession(current.session()));
		}
		return true;
	}

	private void lost(LeaseTerm current, String reason) {
		current.end();
		if (!this.ending) {
			this.ending = true;
			this.listener.ending(current, reason);
		}
		over(current);
	}

	private void over(LeaseTerm current) {
		current.end();
		this.term = null;
		this.listener.ended(current);
	}

	/**
	 * End the lease here, then close the session so that others need not wait for its
	 * expiry, which is why nobody waits longer than that for the answer.
	 */
	CompletionStage<Void> stop(Duration timeout) {
		this.stopped = true;
		this.ticking.close();
		LeaseTerm current = this.term;
		if (current == null) {
			return CompletableFuture.completedFuture(null);
		}
		lost(current, "this node leaves");
		Duration useful = Collections.min(List.of(timeout, this.settings.ttl()));
		return this.log.submitVital(CommandCodec.encode(new Command.CloseSession(current.session())), useful)
			.thenApply((applied) -> null);
	}

	private CompletionStage<ReplicatedLog.Applied> submit(Command command) {
		return this.log.submitVital(CommandCodec.encode(command), this.settings.ttl());
	}

	private long share() {
		return this.settings.ownersShare().toNanos();
	}

	/** Told on the loop what becomes of the lease. */
	interface Listener {

		/** Again and again, with a lease or without one, until this node stops. */
		void looked();

		void held(LeaseTerm term);

		/** Stop what the lease holds: it is over in {@code stopGrace} or already. */
		void ending(LeaseTerm term, String reason);

		void ended(LeaseTerm term);

	}

}
