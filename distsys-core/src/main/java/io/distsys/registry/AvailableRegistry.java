package io.distsys.registry;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Guarantee;
import io.distsys.registry.ClusterRegistries.Scope;
import io.distsys.registry.NameLost.Cause;
import io.distsys.registry.Registration.Loss;
import io.distsys.registry.RegistryEvent.Reason;
import io.distsys.time.HybridLogicalClock;
import io.distsys.time.HybridTimestamp;
import io.distsys.time.Subscription;
import io.distsys.tracker.Tracked;
import io.distsys.tracker.TrackedChange;
import io.distsys.tracker.Tracker;
import io.distsys.tracker.Tracker.Nouns;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry without a majority: each name is an entry of the node that holds it, known
 * on all. No method blocks or leaves the process.
 *
 * @since 0.1
 */
public final class AvailableRegistry implements ClusterRegistry, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AvailableRegistry.class);

	private static final Nouns NOUNS = new Nouns("name", "its metadata");

	private final Scope scope;

	private final NodeId self;

	private final Tracker tracker;

	private final HybridLogicalClock clock;

	private final Executor lossExecutor;

	private final RegistryListeners listeners;

	private final NameLosses losses;

	private final NameTable names;

	private final Object lock = new Object();

	/** Guarded by the lock. */
	private final Map<String, AvailableName> held = new HashMap<>();

	private final Subscription changes;

	/**
	 * Create that of the whole cluster.
	 * @param self this node
	 * @param tracker knows the names; of no other use
	 * @param clock says which registration was later
	 * @param rule ends conflicts; the same on all nodes
	 * @param threads run listeners and callbacks
	 */
	public AvailableRegistry(NodeId self, Tracker tracker, HybridLogicalClock clock, ConflictRule rule,
			RegistryThreads threads) {
		this(new Scope(Guarantee.AVAILABLE, ""), self, tracker, clock, rule, threads);
	}

	/**
	 * Create one of some nodes, whose names are apart from all others.
	 * @param scope of which
	 * @param self this node
	 * @param tracker knows the names; of no other use
	 * @param clock says which registration was later
	 * @param rule ends conflicts; the same on all nodes
	 * @param threads run listeners and callbacks
	 */
	public AvailableRegistry(Scope scope, NodeId self, Tracker tracker, HybridLogicalClock clock, ConflictRule rule,
			RegistryThreads threads) {
		this.scope = scope;
		this.self = self;
		this.tracker = tracker;
		this.clock = clock;
		this.lossExecutor = threads.losses();
		this.listeners = new RegistryListeners(threads.user());
		this.losses = new NameLosses(threads.losses());
		this.names = new NameTable(rule, this.listeners::publish);
		// On the loop of the tracker: no user code but the rule, nothing that blocks.
		this.changes = tracker.subscribe(this::onChanges, Runnable::run);
	}

	@Override
	public Guarantee guarantee() {
		return Guarantee.AVAILABLE;
	}

	@Override
	public RegistrationResult register(String name, Map<String, String> metadata) {
		if (name.isEmpty()) {
			throw new IllegalArgumentException("A name must not be empty");
		}
		synchronized (this.lock) {
			if (this.held.containsKey(name)) {
				throw RegisteredAlready.exception(name);
			}
			Contest contest = this.names.find(name);
			if (contest != null) {
				return new RegistrationResult.Taken(contest.winner().node(), contest.winner().metadata());
			}
			HybridTimestamp now = this.clock.now();
			NameClaim claim = new NameClaim(name, this.self, now, now, metadata);
			Tracked entry = this.tracker.add(name, ClaimCodec.encode(claim), NOUNS);
			AvailableName registration = new AvailableName(this, entry.id(), claim, this.lossExecutor);
			this.held.put(name, registration);
			this.names.put(claim, Reason.REGISTERED);
			return new RegistrationResult.Registered(registration);
		}
	}

	@Override
	public CompletionStage<RegistrationResult> registerAsync(String name, Map<String, String> metadata,
			Duration timeout) {
		try {
			return CompletableFuture.completedFuture(register(name, metadata));
		}
		catch (IllegalStateException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** Users compute without the lock: the loop of the trackers takes it. */
	boolean update(AvailableName registration, UnaryOperator<Map<String, String>> change) {
		synchronized (registration.updating()) {
			return registration.isHeld() && describe(registration, Map.copyOf(change.apply(registration.metadata())));
		}
	}

	private boolean describe(AvailableName registration, Map<String, String> changed) {
		synchronized (this.lock) {
			if (!isHeld(registration)) {
				return false;
			}
			NameClaim after = registration.claim().with(changed, this.clock.now());
			if (!this.tracker.change(registration.id(), ClaimCodec.encode(after))) {
				return false;
			}
			registration.claim(after);
			this.names.put(after, Reason.REGISTERED);
			return true;
		}
	}

	boolean unregister(AvailableName registration) {
		synchronized (this.lock) {
			if (!isHeld(registration)) {
				return false;
			}
			end(registration, Reason.UNREGISTERED);
			return true;
		}
	}

	private boolean isHeld(AvailableName registration) {
		return this.held.get(registration.name()) == registration;
	}

	private void end(AvailableName registration, Reason reason) {
		registration.end();
		this.held.remove(registration.name());
		this.names.remove(registration.claim(), reason);
		this.tracker.remove(registration.id());
	}

	private void onChanges(List<TrackedChange> batch) {
		for (TrackedChange change : batch) {
			if (!change.entry().owner().equals(this.self)) {
				onChange(change);
			}
			else if (change.after() == null) {
				onOwnEnd(change.entry());
			}
		}
	}

	/** The tracker takes all entries along when this node leaves. */
	private void onOwnEnd(Tracked entry) {
		synchronized (this.lock) {
			AvailableName registration = this.held.get(entry.key());
			if (registration != null && registration.id() == entry.id()) {
				end(registration, Reason.HOLDER_LOST);
				lost(registration, new Loss(registration.name(), registration.token(), Cause.NODE_LEAVES, null,
						"this node leaves the cluster"));
			}
		}
	}

	private void onChange(TrackedChange change) {
		NameClaim after = claim(change.after());
		NameClaim before = (after == null) ? claim(change.before()) : null;
		synchronized (this.lock) {
			if (after != null) {
				observe(after);
				this.names.put(after,
						(change.reason() == TrackedChange.Reason.NODE_FOUND) ? Reason.HOLDER_FOUND : Reason.REGISTERED);
			}
			else if (before != null) {
				this.names.remove(before,
						(change.reason() == TrackedChange.Reason.NORMAL) ? Reason.UNREGISTERED : Reason.HOLDER_LOST);
			}
			giveWay(change.entry().key());
		}
	}

	private static @Nullable NameClaim claim(@Nullable Tracked entry) {
		return (entry != null) ? ClaimCodec.decode(entry).orElse(null) : null;
	}

	private void observe(NameClaim claim) {
		if (!this.clock.observe(claim.updatedAt()) && this.clock.refused() % 1000 == 1) {
			logger.warn(
					"The clock of a node is far ahead of this one's, its names win conflicts node={} name={}"
							+ " updatedAt={} soFar={}",
					claim.node(), claim.name(), claim.updatedAt(), this.clock.refused());
		}
	}

	/** If the rule keeps the claim of another node, that of this one ends. */
	private void giveWay(String name) {
		AvailableName registration = this.held.get(name);
		Contest contest = this.names.find(name);
		if (registration == null || contest == null || contest.winner().node().equals(this.self)) {
			return;
		}
		NameClaim kept = contest.winner();
		end(registration, Reason.CONFLICT);
		Loss loss = new Loss(name, registration.token(), Cause.CONFLICT, kept.node(),
				"two nodes held the name, this one since " + registration.claim().registeredAt() + ", and the one of "
						+ kept.registeredAt() + " is kept");
		logger.warn("A name is lost name={} takenBy={} reason=\"{}\"", name, loss.takenBy(), loss.reason());
		lost(registration, loss);
	}

	private void lost(AvailableName registration, Loss loss) {
		this.losses
			.lost(new NameLost(this.scope, loss.name(), loss.token(), loss.cause(), loss.takenBy(), loss.reason()));
		registration.lost(loss);
	}

	@Override
	public Optional<RegisteredName> find(String name) {
		Contest contest = this.names.find(name);
		return (contest != null) ? Optional.of(contest.entry()) : Optional.empty();
	}

	@Override
	public Stream<RegisteredName> stream() {
		return this.names.stream();
	}

	@Override
	public Subscription subscribe(Consumer<? super RegistryEvent> listener) {
		return this.listeners.subscribe(listener);
	}

	@Override
	public Subscription onLost(Consumer<? super NameLost> listener) {
		return this.losses.subscribe(listener);
	}

	@Override
	public RegistryStatistics statistics() {
		return new RegistryStatistics(this.tracker.statistics().own(), this.names.size(), this.losses.counts());
	}

	/** Give up all names of this node and tell no more changes. */
	@Override
	public void close() {
		this.changes.close();
		this.listeners.close();
		synchronized (this.lock) {
			List.copyOf(this.held.values()).forEach((registration) -> end(registration, Reason.UNREGISTERED));
		}
	}

}
