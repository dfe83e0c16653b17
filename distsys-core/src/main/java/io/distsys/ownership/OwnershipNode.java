package io.distsys.ownership;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.NoQuorumException;
import io.distsys.consensus.OutcomeUnknownException;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's side of the ownership table, over the replicated log.
 *
 * @since 0.1
 */
public final class OwnershipNode implements Ownerships {

	private static final Logger logger = LoggerFactory.getLogger(OwnershipNode.class);

	private static final Duration DRAIN_CHECK = Duration.ofMillis(20);

	private final ReplicatedLog log;

	private final OwnershipTable table;

	private final EventLoop loop;

	private final LeaseSettings settings;

	private final OfferedResources offers = new OfferedResources();

	private final LeaseKeeper lease;

	private final GrantKeeper grants;

	private final QueueKeeper queues;

	private final LoggedNumbers numbers;

	private final LeaderDuties duties;

	private final Rebalancing rebalancing;

	private final CrashEvidence evidence;

	private final List<Consumer<Boolean>> leaseListeners = new CopyOnWriteArrayList<>();

	/**
	 * Create the node's side; {@link #start()} begins.
	 * @param self this node
	 * @param log the log, of which {@code table} is the state machine
	 * @param table the table
	 * @param loop the loop on which log and table live
	 * @param userExecutor runs what the application wants to be told on a loss
	 * @param settings the times of the lease
	 */
	public OwnershipNode(NodeId self, ReplicatedLog log, OwnershipTable table, EventLoop loop, Executor userExecutor,
			LeaseSettings settings) {
		this(self, log, table, loop, userExecutor, settings, CrashEvidence.none());
	}

	/**
	 * Create the node's side of a cluster that does not wait for the lease of a node that
	 * seems to have crashed. If the evidence is wrong two nodes may act at once until the
	 * lease of the first one ends; the token of the second is larger all the same.
	 * @param self this node
	 * @param log the log, of which {@code table} is the state machine
	 * @param table the table
	 * @param loop the loop on which log and table live
	 * @param userExecutor runs what the application wants to be told on a loss
	 * @param settings the times of the lease
	 * @param evidence tells of nodes that have crashed
	 */
	public OwnershipNode(NodeId self, ReplicatedLog log, OwnershipTable table, EventLoop loop, Executor userExecutor,
			LeaseSettings settings, CrashEvidence evidence) {
		this(self, log, table, loop, userExecutor, settings, evidence, () -> true);
	}

	/**
	 * Create the node's side of a cluster that asks for more than a majority.
	 * @param self this node
	 * @param log the log, of which {@code table} is the state machine
	 * @param table the table
	 * @param loop the loop on which log and table live
	 * @param userExecutor runs what the application wants to be told on a loss
	 * @param settings the times of the lease
	 * @param evidence tells of nodes that have crashed
	 * @param mayHold asked on the loop before the lease is opened and each time before it
	 * is renewed; where it says no, all that is held here stops with the lease
	 */
	public OwnershipNode(NodeId self, ReplicatedLog log, OwnershipTable table, EventLoop loop, Executor userExecutor,
			LeaseSettings settings, CrashEvidence evidence, BooleanSupplier mayHold) {
		this(self, log, table, loop, userExecutor, (key) -> userExecutor, settings, evidence, mayHold);
	}

	/**
	 * Create the node's side where not all that is lost is told by the same threads.
	 * @param self this node
	 * @param log the log, of which {@code table} is the state machine
	 * @param table the table
	 * @param loop the loop on which log and table live
	 * @param userExecutor runs what is to be done where anything may wait
	 * @param lossExecutors run what the application wants to be told on the loss of a
	 * resource; asked on the loop
	 * @param settings the times of the lease
	 * @param evidence tells of nodes that have crashed
	 * @param mayHold asked on the loop before the lease is opened and each time before it
	 * is renewed; where it says no, all that is held here stops with the lease
	 */
	public OwnershipNode(NodeId self, ReplicatedLog log, OwnershipTable table, EventLoop loop, Executor userExecutor,
			Function<ResourceKey, Executor> lossExecutors, LeaseSettings settings, CrashEvidence evidence,
			BooleanSupplier mayHold) {
		this.log = log;
		this.table = table;
		this.loop = loop;
		this.settings = settings;
		this.evidence = evidence;
		this.lease = new LeaseKeeper(self, log, table, loop, settings, this.offers::all, mayHold, new LeaseListener());
		this.grants = new GrantKeeper(log, table, loop, lossExecutors, settings.ttl(), this.lease::term);
		this.queues = new QueueKeeper(log, table, loop, settings.ttl(), this.lease::term, this.grants);
		this.numbers = new LoggedNumbers(log, table, loop);
		this.duties = new LeaderDuties(log, table, loop, settings);
		this.rebalancing = new LoggedRebalancing(log, table, loop, userExecutor, this.duties);
	}

	@Override
	public Optional<String> outage() {
		return this.log.outage();
	}

	@Override
	public OwnershipView view() {
		return this.table;
	}

	@Override
	public Lease lease() {
		return new NodeLease();
	}

	@Override
	public Queues queues() {
		return this.queues;
	}

	@Override
	public Numbers numbers() {
		return this.numbers;
	}

	@Override
	public Rebalancing rebalancing() {
		return this.rebalancing;
	}

	@Override
	public void install(Tenant tenant) {
		this.grants.install(tenant);
	}

	@Override
	public void offer(Offer offer) {
		if (this.offers.add(offer)) {
			this.loop.execute(this.lease::offersChanged);
		}
	}

	@Override
	public void withdraw(Offer offer) {
		if (this.offers.remove(offer)) {
			this.loop.execute(this.lease::offersChanged);
		}
	}

	@Override
	public void describe(Offer offer) {
		if (this.offers.describe(offer)) {
			this.loop.execute(this.lease::offersChanged);
		}
	}

	@Override
	public void start() {
		this.loop.execute(() -> {
			this.table.subscribe(this::tableChanged);
			this.table.onMoveNow(this.duties::moveNow);
			this.log.onLeadership(this.duties);
			this.evidence.subscribe((node) -> this.loop.execute(() -> this.duties.crashed(node)));
			this.lease.start();
		});
	}

	private void tableChanged(OwnershipChange change) {
		if (change.key() == null) {
			this.lease.tableReplaced();
		}
		this.grants.changed(change);
		this.queues.changed(change);
		this.duties.tableChanged(change);
	}

	@Override
	public CompletionStage<Claim> claim(ResourceKey key, Map<String, String> metadata, Duration timeout) {
		return onLoop(() -> {
			LeaseTerm term = heldTerm("claim '" + key + "'");
			return submit(new Command.Claim(term.session(), key, metadata), timeout)
				.thenApply((result) -> claimed(key, term, result));
		});
	}

	private Claim claimed(ResourceKey key, LeaseTerm term, byte[] result) {
		Ownership row = OwnershipTable.claimed(result)
			.orElseThrow(() -> new NoQuorumException("Could not claim '" + key + "': this node's session has ended"));
		if (!row.owner().equals(term.session())) {
			return new Claim.Taken(row);
		}
		GrantFence fence = this.grants.fenceOf(key, row.token());
		if (fence == null) {
			throw new OutcomeUnknownException("'" + key + "' was claimed and lost again at once (token " + row.token()
					+ "): this node's lease has ended");
		}
		return new Claim.Granted(row, fence);
	}

	@Override
	public CompletionStage<Boolean> unclaim(ResourceKey key, FencingToken token, Duration timeout) {
		return onLoop(() -> {
			LeaseTerm term = heldTerm("give up '" + key + "'");
			this.grants.closeFence(key, token);
			return submit(new Command.Unclaim(term.session(), new Command.Held(key, token)), timeout)
				.thenApply(OwnershipTable::done);
		});
	}

	@Override
	public CompletionStage<Boolean> describe(ResourceKey key, FencingToken token, Map<String, String> metadata,
			Duration timeout) {
		return onLoop(() -> {
			LeaseTerm term = heldTerm("describe '" + key + "'");
			return submit(new Command.Describe(term.session(), new Command.Held(key, token), metadata), timeout)
				.thenApply(OwnershipTable::done);
		});
	}

	private LeaseTerm heldTerm(String what) {
		LeaseTerm term = this.lease.term();
		if (term == null || !term.isHeld()) {
			String waitingFor = this.log.status().waitingFor();
			throw new NoQuorumException("Could not " + what + ": this node has no session"
					+ (waitingFor.isEmpty() ? "" : " (" + waitingFor + ")"));
		}
		return term;
	}

	private CompletionStage<byte[]> submit(Command command, Duration timeout) {
		return this.log.submit(CommandCodec.encode(command), timeout).thenApply(ReplicatedLog.Applied::result);
	}

	private <T> CompletionStage<T> onLoop(Supplier<CompletionStage<T>> task) {
		CompletableFuture<T> result = new CompletableFuture<>();
		this.loop.execute(() -> {
			try {
				task.get().whenComplete((value, failure) -> {
					if (failure != null) {
						result.completeExceptionally(unwrapped(failure));
					}
					else {
						result.complete(value);
					}
				});
			}
			catch (RuntimeException ex) {
				result.completeExceptionally(ex);
			}
		});
		return result;
	}

	private static Throwable unwrapped(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

	@Override
	public CompletionStage<Void> drain(Duration timeout) {
		CompletableFuture<Void> drained = new CompletableFuture<>();
		long deadline = this.loop.clock().nanos() + timeout.toNanos();
		this.loop.execute(() -> {
			this.lease.leave();
			sendDrain(deadline, drained);
		});
		return drained;
	}

	private void sendDrain(long deadline, CompletableFuture<Void> drained) {
		LeaseTerm term = this.lease.term();
		long remaining = deadline - this.loop.clock().nanos();
		if (term == null || remaining <= 0) {
			awaitNothingLeft(deadline, drained);
			return;
		}
		// Sent again from time to time: who was asked may be gone before it answers.
		Duration attempt = Duration.ofNanos(Math.min(remaining, this.settings.ttl().toNanos()));
		this.log.submitVital(CommandCodec.encode(new Command.DrainSession(term.session())), attempt)
			.whenComplete((result, failure) -> {
				if (failure == null) {
					awaitNothingLeft(deadline, drained);
				}
				else {
					logger.debug("The cluster could not be told that this node drains, trying again", failure);
					this.loop.schedule(DRAIN_CHECK, () -> sendDrain(deadline, drained));
				}
			});
	}

	private void awaitNothingLeft(long deadline, CompletableFuture<Void> drained) {
		if (!this.grants.hasTenants()) {
			drained.complete(null);
		}
		else if (this.loop.clock().nanos() - deadline >= 0) {
			drained.completeExceptionally(new NotHandedOverException(this.grants.unfinished()));
		}
		else {
			this.loop.schedule(DRAIN_CHECK, () -> awaitNothingLeft(deadline, drained));
		}
	}

	@Override
	public CompletionStage<Void> stop(Duration timeout) {
		return onLoop(() -> this.lease.stop(timeout));
	}

	/** Carries what becomes of the lease to the grants and to those who asked. */
	private final class LeaseListener implements LeaseKeeper.Listener {

		@Override
		public void looked() {
			OwnershipNode.this.queues.lookForOutage();
		}

		@Override
		public void held(LeaseTerm term) {
			OwnershipNode.this.grants.reconcileAll();
			OwnershipNode.this.queues.lookAtAll();
			tell(true);
		}

		@Override
		public void ending(LeaseTerm term, String reason) {
			OwnershipNode.this.grants.giveUp(term, reason);
			OwnershipNode.this.queues.giveUp(reason);
			tell(false);
		}

		@Override
		public void ended(LeaseTerm term) {
			logger.debug("The lease has ended session={}", term.session());
			OwnershipNode.this.queues.ended();
		}

		private void tell(boolean held) {
			for (Consumer<Boolean> listener : OwnershipNode.this.leaseListeners) {
				try {
					listener.accept(held);
				}
				catch (RuntimeException ex) {
					logger.error("A listener of the lease failed", ex);
				}
			}
		}

	}

	/** The lease as others may see it. */
	private final class NodeLease implements Lease {

		@Override
		public boolean isHeld() {
			LeaseTerm term = OwnershipNode.this.lease.term();
			return term != null && term.isHeld();
		}

		@Override
		public Duration remaining() {
			@Nullable LeaseTerm term = OwnershipNode.this.lease.term();
			return (term != null) ? Duration.ofNanos(term.remainingNanos()) : Duration.ZERO;
		}

		@Override
		public Subscription subscribe(Consumer<Boolean> listener) {
			OwnershipNode.this.leaseListeners.add(listener);
			return () -> OwnershipNode.this.leaseListeners.remove(listener);
		}

	}

}
