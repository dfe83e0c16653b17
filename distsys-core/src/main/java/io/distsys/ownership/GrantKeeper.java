package io.distsys.ownership;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this node do what the table says: activates what it was given, releases what it
 * is asked for, and revokes what it has lost. Lives on the event loop.
 */
final class GrantKeeper {

	private static final Logger logger = LoggerFactory.getLogger(GrantKeeper.class);

	/** Longer than it takes to open a session again. */
	private static final Duration UNWANTED = Duration.ofSeconds(6);

	private static final Duration RETRY = Duration.ofMillis(200);

	private final OwnershipTable table;

	private final EventLoop loop;

	private final Function<ResourceKey, Executor> userExecutors;

	private final Supplier<@Nullable LeaseTerm> term;

	private final Announcements announcements;

	private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();

	private final Map<ResourceKey, Holding> holdings = new HashMap<>();

	/** What was held when notice was given: open until the lease is over. */
	private final Map<FencingToken, GrantFence> ending = new HashMap<>();

	private @Nullable LeaseTerm givenUp;

	GrantKeeper(ReplicatedLog log, OwnershipTable table, EventLoop loop, Function<ResourceKey, Executor> userExecutors,
			Duration timeout, Supplier<@Nullable LeaseTerm> term) {
		this.table = table;
		this.loop = loop;
		this.userExecutors = userExecutors;
		this.term = term;
		this.announcements = new Announcements(log, loop, timeout, term, this::reconcile);
	}

	void install(Tenant tenant) {
		if (this.tenants.putIfAbsent(tenant.kind(), tenant) != null) {
			throw new IllegalStateException("Resources of kind '" + tenant.kind() + "' have a tenant already");
		}
	}

	void changed(OwnershipChange change) {
		ResourceKey key = change.key();
		if (key != null) {
			reconcile(key);
		}
		else {
			reconcileAll();
		}
	}

	void reconcileAll() {
		List.copyOf(this.holdings.keySet()).forEach(this::reconcile);
		LeaseTerm current = this.term.get();
		if (current != null) {
			this.table.all()
				.filter((row) -> row.owner().equals(current.session()))
				.map(Ownership::key)
				.toList()
				.forEach(this::reconcile);
		}
	}

	private void reconcile(ResourceKey key) {
		LeaseTerm current = this.term.get();
		Ownership row = this.table.find(key).orElse(null);
		Holding holding = this.holdings.get(key);
		boolean mine = row != null && current != null && row.owner().equals(current.session());
		if (holding != null && (!mine || row == null || !holding.fence().token().equals(row.token()))) {
			drop(holding);
			holding = null;
		}
		if (!mine || row == null || current == null) {
			return;
		}
		if (holding != null) {
			proceed(holding, row);
		}
		else if (current.isHeld() && this.givenUp != current) {
			take(row, current);
		}
	}

	private void take(Ownership row, LeaseTerm current) {
		GrantFence fence = new GrantFence(row.key(), row.token(), current::isHeld, this.userExecutors.apply(row.key()));
		Tenant tenant = this.tenants.get(row.key().kind());
		Holding holding = new Holding(new Grant(row.key(), fence, row.cededBy()), fence, tenant);
		this.holdings.put(row.key(), holding);
		if (tenant == null) {
			holding.enter(Holding.Phase.ACTIVE);
			return;
		}
		guarded(() -> tenant.activate(holding.grant())).whenComplete((ignored, failure) -> onLoop(() -> {
			if (this.holdings.get(row.key()) == holding) {
				activated(holding, failure);
			}
		}));
	}

	private void activated(Holding holding, @Nullable Throwable failure) {
		if (failure != null) {
			logger.warn("A resource could not be activated resource={}", holding.grant().key(), failure);
			holding.enter(Holding.Phase.FAILED);
			holding.fence().close();
		}
		else {
			holding.enter(Holding.Phase.ACTIVE);
		}
		reconcile(holding.grant().key());
	}

	private void proceed(Holding holding, Ownership row) {
		switch (holding.phase()) {
			case FAILED, RELEASED -> announceRelease(holding, row);
			case ACTIVE -> {
				if (row.state() == Ownership.State.RELEASING) {
					release(holding, row);
				}
				else if (row.state() == Ownership.State.ASSIGNED) {
					this.announcements.activated(holding.held());
				}
			}
			case ACTIVATING -> {
				if (row.state() == Ownership.State.RELEASING) {
					abandonActivation(holding);
				}
			}
			case RELEASING -> {
				// The tenant is at work; its answer comes back here.
			}
		}
	}

	/**
	 * If the receiver of the state is gone or leaves, the log refuses: the state is still
	 * here, and is handed over once more as soon as the planner has named another
	 * receiver.
	 */
	private void announceRelease(Holding holding, Ownership row) {
		SessionId receiver = holding.releasingTo();
		if (holding.phase() != Holding.Phase.RELEASED || receiver == null || this.table.isOpenToNew(receiver)) {
			this.announcements.released(new Command.Handed(holding.held(), receiver));
		}
		else if (row.next() != null && !receiver.equals(row.next())) {
			release(holding, row);
		}
		else if (isUnwanted(holding)) {
			this.announcements.released(new Command.Handed(holding.held(), null));
		}
		else if (holding.beginWaiting()) {
			this.loop.schedule(RETRY, () -> {
				holding.endWaiting();
				reconcile(row.key());
			});
		}
	}

	/**
	 * Whether no node has been able to own the resource for so long that none of them is
	 * one that only opens its session again.
	 */
	private boolean isUnwanted(Holding holding) {
		if (this.table.isOffered(holding.grant().key())) {
			holding.wanted();
			return false;
		}
		return holding.unwantedFor(this.loop.clock().nanos()) > UNWANTED.toNanos();
	}

	private void release(Holding holding, Ownership row) {
		Tenant tenant = holding.tenant();
		SessionId named = row.next();
		boolean inVain = named != null && !this.table.isOpenToNew(named) && isUnwanted(holding);
		SessionId next = inVain ? null : named;
		holding.releaseTo(next);
		CompletionStage<Void> released = (tenant != null) ? guarded(() -> tenant.release(holding.grant(), nodeOf(next)))
				: CompletableFuture.completedFuture(null);
		released.whenComplete((ignored, failure) -> onLoop(() -> {
			if (this.holdings.get(row.key()) == holding) {
				released(holding, failure);
			}
		}));
	}

	private void released(Holding holding, @Nullable Throwable failure) {
		ResourceKey key = holding.grant().key();
		if (failure != null) {
			logger.info("A hand-over failed and is repeated resource={} reason={}", key, failure.toString());
			holding.enter(Holding.Phase.ACTIVE);
			this.loop.schedule(RETRY, () -> reconcile(key));
			return;
		}
		holding.fence().close();
		holding.enter(Holding.Phase.RELEASED);
		reconcile(key);
	}

	private static @Nullable NodeId nodeOf(@Nullable SessionId session) {
		return (session != null) ? session.node() : null;
	}

	private void drop(Holding holding) {
		this.holdings.remove(holding.grant().key());
		boolean inOrder = holding.phase() == Holding.Phase.RELEASED || holding.phase() == Holding.Phase.FAILED;
		holding.fence().close();
		revoke(holding, inOrder ? "it was handed over" : "the cluster has taken it back");
	}

	/**
	 * Stop everything that a lease holds; the fences close by themselves when it is over.
	 */
	void giveUp(LeaseTerm ending, String reason) {
		this.givenUp = ending;
		List<Holding> all = List.copyOf(this.holdings.values());
		this.holdings.clear();
		this.ending.clear();
		if (!all.isEmpty()) {
			logger.warn("Stopping everything strong on this node count={} reason={}", all.size(), reason);
		}
		for (Holding holding : all) {
			this.ending.put(holding.fence().token(), holding.fence());
			holding.fence().lost();
			revoke(holding, reason);
		}
	}

	private void abandonActivation(Holding holding) {
		Tenant tenant = holding.tenant();
		if (tenant != null) {
			guarded(() -> {
				tenant.abandonActivation(holding.grant());
				return CompletableFuture.completedFuture(null);
			});
		}
	}

	private void revoke(Holding holding, String reason) {
		Tenant tenant = holding.tenant();
		if (tenant != null) {
			guarded(() -> {
				tenant.revoke(holding.grant(), reason);
				return CompletableFuture.completedFuture(null);
			});
		}
	}

	@Nullable GrantFence fenceOf(ResourceKey key, FencingToken token) {
		Holding holding = this.holdings.get(key);
		return (holding != null && holding.fence().token().equals(token)) ? holding.fence() : null;
	}

	/** The holder gives a resource up before the table knows, perhaps after notice. */
	void closeFence(ResourceKey key, FencingToken token) {
		GrantFence fence = fenceOf(key, token);
		GrantFence open = (fence != null) ? fence : this.ending.get(token);
		if (open != null) {
			open.close();
		}
	}

	/** Whether this node holds something for a tenant. */
	boolean hasTenants() {
		return this.holdings.values().stream().anyMatch((holding) -> holding.tenant() != null);
	}

	/** What this node holds for tenants, and what runs of it. */
	Map<ResourceKey, List<String>> unfinished() {
		Map<ResourceKey, List<String>> unfinished = new HashMap<>();
		this.holdings.forEach((key, holding) -> {
			Tenant tenant = holding.tenant();
			if (tenant != null) {
				unfinished.put(key, tenant.unfinished(holding.grant()));
			}
		});
		return unfinished;
	}

	private CompletionStage<Void> guarded(Supplier<CompletionStage<Void>> call) {
		try {
			return call.get();
		}
		catch (RuntimeException | Error ex) {
			logger.error("A tenant failed", ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void onLoop(Runnable task) {
		if (this.loop.inLoop()) {
			task.run();
		}
		else {
			this.loop.execute(task);
		}
	}

}
