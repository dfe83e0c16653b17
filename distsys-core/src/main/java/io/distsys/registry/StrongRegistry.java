package io.distsys.registry;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Waits;
import io.distsys.registry.ClusterRegistries.Scope;
import io.distsys.registry.Registration.Loss;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry over the strong core: a name has at most one holder, under every failure.
 *
 * @since 0.1
 */
public final class StrongRegistry implements ClusterRegistry, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(StrongRegistry.class);

	/** The kind of the resources that stand for names of the whole cluster. */
	public static final String KIND = "name";

	private final Scope scope;

	private final Ownerships ownerships;

	private final String kind;

	private final Claims claims;

	private final Waits waits;

	private final RegistryThreads threads;

	private final RegistryListeners listeners;

	private final NameLosses losses;

	private final RegistryEvents events;

	private final Map<String, HeldName> held = new ConcurrentHashMap<>();

	private final HeldListener ofHeld = new HeldListener();

	/** One for all names: there may be very many. */
	private final Subscription leases;

	/**
	 * Create that of the whole cluster.
	 * @param self this node
	 * @param ownerships this node's side of the table
	 * @param loop the core's event loop
	 * @param threads run listeners and callbacks
	 * @param mustNotBlock whether the calling thread is one that must not be blocked; the
	 * loop's own never may
	 * @param timeout how long a blocking operation tries
	 */
	public StrongRegistry(NodeId self, Ownerships ownerships, EventLoop loop, RegistryThreads threads,
			BooleanSupplier mustNotBlock, Duration timeout) {
		this(new Scope(Guarantee.STRONG, ""), self, ownerships, loop, threads, mustNotBlock, timeout);
	}

	/**
	 * Create one of some nodes, whose names are apart from all others.
	 * @param scope of which
	 * @param self this node
	 * @param ownerships this node's side of the table
	 * @param loop the core's event loop
	 * @param threads run listeners and callbacks
	 * @param mustNotBlock whether the calling thread is one that must not be blocked; the
	 * loop's own never may
	 * @param timeout how long a blocking operation tries
	 */
	public StrongRegistry(Scope scope, NodeId self, Ownerships ownerships, EventLoop loop, RegistryThreads threads,
			BooleanSupplier mustNotBlock, Duration timeout) {
		this.scope = scope;
		this.kind = scope.qualify(KIND);
		this.ownerships = ownerships;
		this.claims = new Claims(self, ownerships, loop);
		this.waits = new Waits(loop.mustNotBlock(mustNotBlock), timeout);
		this.threads = threads;
		this.listeners = new RegistryListeners(threads.user());
		this.losses = new NameLosses(threads.losses());
		this.events = new RegistryEvents(self, ownerships.view(), this.kind, this.listeners, loop);
		this.leases = ownerships.lease().subscribe(this::onLease);
	}

	/**
	 * Whether a resource is a name, of the whole cluster or of a role.
	 * @param key the resource
	 * @return {@code true} if it is
	 */
	public static boolean isName(ResourceKey key) {
		return key.kind().equals(KIND) || key.kind().startsWith(KIND + "@");
	}

	private void onLease(boolean begun) {
		if (begun) {
			this.held.values().forEach(HeldName::reclaimIfLost);
		}
		else if (!this.held.isEmpty()) {
			logger.info("Names are lost with the lease kind={} names={}", this.kind, this.held.size());
		}
	}

	@Override
	public Guarantee guarantee() {
		return Guarantee.STRONG;
	}

	@Override
	public RegistrationResult register(String name, Map<String, String> metadata) {
		this.waits.check("Registering the name '" + name + "'");
		// No user code runs with it, and the caller is woken once.
		return this.waits.await(claim(name, metadata, this.waits.timeout(), Runnable::run),
				"Registering the name '" + name + "'");
	}

	@Override
	public CompletionStage<RegistrationResult> registerAsync(String name, Map<String, String> metadata,
			Duration timeout) {
		return claim(name, metadata, timeout, this.threads.user());
	}

	private CompletionStage<RegistrationResult> claim(String name, Map<String, String> metadata, Duration timeout,
			Executor completing) {
		if (name.isEmpty()) {
			throw new IllegalArgumentException("A name must not be empty");
		}
		Map<String, String> copy = Map.copyOf(metadata);
		NameLength.require(name, copy);
		HeldName entry = new HeldName(ResourceKey.of(this.kind, name), copy, this.claims, this.waits, this.threads,
				this.ofHeld);
		if (this.held.putIfAbsent(name, entry) != null) {
			return CompletableFuture.failedFuture(RegisteredAlready.exception(name));
		}
		return this.claims.claim(entry.key(), copy, timeout).handleAsync((claim, failure) -> {
			if (claim instanceof Ownerships.Claim.Granted granted) {
				entry.granted(granted);
				return new RegistrationResult.Registered(entry);
			}
			entry.forget();
			if (claim instanceof Ownerships.Claim.Taken taken) {
				return new RegistrationResult.Taken(taken.holder().node(), taken.holder().metadata());
			}
			throw Waits.asRuntime(failure);
		}, completing);
	}

	@Override
	public Optional<RegisteredName> find(String name) {
		RegisteredName known = this.events.find(name);
		return (known != null) ? Optional.of(known)
				: this.ownerships.view().find(ResourceKey.of(this.kind, name)).map(StrongRegistry::entry);
	}

	@Override
	public Stream<RegisteredName> stream() {
		return this.ownerships.view().ofKind(this.kind).map(StrongRegistry::entry);
	}

	static RegisteredName entry(Ownership row) {
		return new RegisteredName(row.key().name(), row.node(), row.token(), row.metadata());
	}

	@Override
	public Subscription subscribe(Consumer<? super RegistryEvent> listener) {
		return this.listeners.subscribe(listener);
	}

	@Override
	public Subscription onLost(Consumer<? super NameLost> listener) {
		return this.losses.subscribe(listener);
	}

	/** What the table still gives to this node it does not hold without a lease. */
	@Override
	public RegistryStatistics statistics() {
		int held = this.ownerships.lease().isHeld() ? this.events.ofThisNode() : 0;
		return new RegistryStatistics(held, this.events.size(), this.losses.counts());
	}

	/** Tell no more changes and register nothing again. */
	@Override
	public void close() {
		this.events.close();
		this.listeners.close();
		this.leases.close();
		this.held.values().forEach(HeldName::forget);
	}

	/** Told of what becomes of a name that this node holds. */
	private final class HeldListener implements HeldName.Listener {

		@Override
		public void lost(HeldName name, Loss loss) {
			StrongRegistry.this.losses.lost(new NameLost(StrongRegistry.this.scope, loss.name(), loss.token(),
					loss.cause(), loss.takenBy(), loss.reason()));
		}

		@Override
		public void ended(HeldName name) {
			StrongRegistry.this.held.remove(name.name(), name);
		}

	}

}
