package io.distsys.fakes;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FenceClosedException;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Numbers;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Queues;
import io.distsys.ownership.Rebalancing;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Session;
import io.distsys.ownership.SessionId;
import io.distsys.ownership.Tenant;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * One table for all nodes of a test, changed by the test. All nodes see a change at once;
 * listeners are told on the loop.
 */
public final class FakeCore implements OwnershipView {

	private final EventLoop loop;

	private final Map<ResourceKey, Ownership> rows = new ConcurrentHashMap<>();

	private final Map<NodeId, Session> sessions = new ConcurrentHashMap<>();

	private final List<Consumer<? super OwnershipChange>> listeners = new CopyOnWriteArrayList<>();

	private volatile Optional<String> outage = Optional.empty();

	private final AtomicLong index = new AtomicLong();

	public FakeCore(EventLoop loop) {
		this.loop = loop;
	}

	public NodeCore node(NodeId id) {
		NodeCore node = new NodeCore(id);
		node.openSession();
		return node;
	}

	public void write(Ownership row) {
		Ownership before = this.rows.put(row.key(), row);
		tell(row.key(), before, row);
	}

	public void free(ResourceKey key) {
		Ownership before = this.rows.remove(key);
		tell(key, before, null);
	}

	/**
	 * What a node sees that has missed much: another table at once, and no single change.
	 */
	public void replace(Collection<Ownership> table) {
		this.loop.execute(() -> {
			this.rows.clear();
			table.forEach((row) -> this.rows.put(row.key(), row));
			this.listeners.forEach((listener) -> listener.accept(new OwnershipChange(null, null, null)));
		});
	}

	private void tell(ResourceKey key, Ownership before, Ownership after) {
		OwnershipChange change = new OwnershipChange(key, before, after);
		this.loop.execute(() -> this.listeners.forEach((listener) -> listener.accept(change)));
	}

	@Override
	public Optional<Ownership> find(ResourceKey key) {
		return Optional.ofNullable(this.rows.get(key));
	}

	@Override
	public Stream<Ownership> ofKind(String kind) {
		return this.rows.values().stream().filter((row) -> row.key().kind().equals(kind));
	}

	@Override
	public List<NodeId> waiting(ResourceKey key) {
		return List.of();
	}

	@Override
	public Collection<Session> sessions() {
		return this.sessions.values();
	}

	@Override
	public Optional<Session> sessionOf(NodeId node) {
		return Optional.ofNullable(this.sessions.get(node));
	}

	@Override
	public Subscription subscribe(Consumer<? super OwnershipChange> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/** A fence that the test closes. */
	public static final class FakeFence implements Fence {

		private final FencingToken token;

		private final List<Runnable> callbacks = new CopyOnWriteArrayList<>();

		private volatile boolean held = true;

		FakeFence(long token) {
			this.token = new FencingToken(token);
		}

		public void close() {
			this.held = false;
			this.callbacks.forEach(Runnable::run);
		}

		@Override
		public FencingToken token() {
			return this.token;
		}

		@Override
		public boolean isHeld() {
			return this.held;
		}

		@Override
		public void check() {
			if (!this.held) {
				throw new FenceClosedException("closed by the test");
			}
		}

		@Override
		public Subscription onLost(Runnable callback) {
			this.callbacks.add(callback);
			return () -> this.callbacks.remove(callback);
		}

	}

	/** From now on nobody can be given anything, or again. */
	public void outage(Optional<String> why) {
		this.outage = why;
	}

	/** One node's side. */
	public final class NodeCore implements Ownerships, Ownerships.Lease {

		private final NodeId id;

		private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();

		public final List<Offer> offers = new CopyOnWriteArrayList<>();

		private final List<Consumer<Boolean>> leaseListeners = new CopyOnWriteArrayList<>();

		private final Map<ResourceKey, FakeFence> claimed = new ConcurrentHashMap<>();

		private volatile SessionId session;

		private NodeCore(NodeId id) {
			this.id = id;
		}

		public void openSession() {
			long at = FakeCore.this.index.incrementAndGet();
			this.session = new SessionId(this.id, at);
			FakeCore.this.sessions.put(this.id,
					new Session(this.session, 1, Duration.ofSeconds(2), at, false, java.util.Set.of()));
			FakeCore.this.loop.execute(() -> this.leaseListeners.forEach((listener) -> listener.accept(true)));
		}

		/** How many are told of the lease. */
		public int leaseListeners() {
			return this.leaseListeners.size();
		}

		/** The session expires: fences close, rows are free. */
		public void loseSession() {
			this.session = null;
			this.claimed.values().forEach(FakeFence::close);
			this.claimed.clear();
			FakeCore.this.sessions.remove(this.id);
			FakeCore.this.loop.execute(() -> this.leaseListeners.forEach((listener) -> listener.accept(false)));
			FakeCore.this.rows.values()
				.stream()
				.filter((row) -> row.node().equals(this.id))
				.forEach((row) -> free(row.key()));
		}

		/** Give a resource to this node; its row becomes active when the tenant is. */
		public Tenure grant(ResourceKey key) {
			return grant(key, null);
		}

		private Tenure grant(ResourceKey key, Ownership.Cession cededBy) {
			FakeFence fence = new FakeFence(FakeCore.this.index.incrementAndGet());
			Grant grant = new Grant(key, fence, cededBy);
			Tenant tenant = this.tenants.get(key.kind());
			write(row(key, fence, Ownership.State.ASSIGNED, cededBy));
			CompletableFuture<Void> active = onLoop(() -> tenant.activate(grant))
				.thenRun(() -> write(row(key, fence, Ownership.State.ACTIVE, cededBy)));
			return new Tenure(tenant, grant, fence, active);
		}

		private Ownership row(ResourceKey key, Fence fence, Ownership.State state) {
			return row(key, fence, state, null);
		}

		private Ownership row(ResourceKey key, Fence fence, Ownership.State state, Ownership.Cession cededBy) {
			return new Ownership(key, this.session, fence.token(), state, null, cededBy, Map.of());
		}

		private <T> CompletableFuture<T> onLoop(java.util.function.Supplier<CompletionStage<T>> task) {
			return CompletableFuture.supplyAsync(task, FakeCore.this.loop).thenCompose((stage) -> stage);
		}

		@Override
		public OwnershipView view() {
			return FakeCore.this;
		}

		@Override
		public Optional<String> outage() {
			return FakeCore.this.outage;
		}

		@Override
		public Lease lease() {
			return this;
		}

		@Override
		public Queues queues() {
			throw new UnsupportedOperationException("Only the real table has lines");
		}

		@Override
		public Numbers numbers() {
			throw new UnsupportedOperationException("Only the real table has numbers");
		}

		@Override
		public void describe(Offer offer) {
			if (this.offers.removeIf(offer::isOfSame)) {
				this.offers.add(offer);
			}
		}

		@Override
		public Rebalancing rebalancing() {
			throw new UnsupportedOperationException("Only the real table has a planner");
		}

		@Override
		public boolean isHeld() {
			return this.session != null;
		}

		@Override
		public Duration remaining() {
			return isHeld() ? Duration.ofSeconds(1) : Duration.ZERO;
		}

		@Override
		public Subscription subscribe(Consumer<Boolean> listener) {
			this.leaseListeners.add(listener);
			return () -> this.leaseListeners.remove(listener);
		}

		@Override
		public void install(Tenant tenant) {
			this.tenants.put(tenant.kind(), tenant);
		}

		@Override
		public void offer(Offer offer) {
			this.offers.add(offer);
		}

		@Override
		public void withdraw(Offer offer) {
			this.offers.remove(offer);
		}

		@Override
		public CompletionStage<Claim> claim(ResourceKey key, Map<String, String> metadata, Duration timeout) {
			return onLoop(() -> CompletableFuture.completedFuture(claimNow(key, metadata)));
		}

		private Claim claimNow(ResourceKey key, Map<String, String> metadata) {
			Ownership present = FakeCore.this.rows.get(key);
			if (present != null) {
				return new Claim.Taken(present);
			}
			FakeFence fence = new FakeFence(FakeCore.this.index.incrementAndGet());
			Ownership row = new Ownership(key, this.session, fence.token(), Ownership.State.ACTIVE, null, null,
					metadata);
			this.claimed.put(key, fence);
			write(row);
			return new Claim.Granted(row, fence);
		}

		@Override
		public CompletionStage<Boolean> unclaim(ResourceKey key, FencingToken token, Duration timeout) {
			return onLoop(() -> {
				Ownership present = FakeCore.this.rows.get(key);
				boolean ours = present != null && present.token().equals(token);
				FakeFence fence = this.claimed.get(key);
				if (ours) {
					// As the real one does, whoever gives it up.
					fence.close();
					this.claimed.remove(key);
					free(key);
				}
				return afterTelling(ours);
			});
		}

		/**
		 * Whoever asks hears of it when the listeners have been told, as of the real one.
		 */
		private CompletableFuture<Boolean> afterTelling(boolean answer) {
			return CompletableFuture.supplyAsync(() -> answer, FakeCore.this.loop);
		}

		@Override
		public CompletionStage<Boolean> describe(ResourceKey key, FencingToken token, Map<String, String> metadata,
				Duration timeout) {
			return onLoop(() -> {
				Ownership present = FakeCore.this.rows.get(key);
				boolean ours = present != null && present.token().equals(token);
				if (ours) {
					write(new Ownership(key, present.owner(), token, present.state(), null, null, metadata));
				}
				return afterTelling(ours);
			});
		}

		@Override
		public void start() {
		}

		@Override
		public CompletionStage<Void> drain(Duration timeout) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<Void> stop(Duration timeout) {
			return CompletableFuture.completedFuture(null);
		}

		/** A grant of this node. */
		public final class Tenure {

			private final Tenant tenant;

			private final Grant grant;

			private final FakeFence fence;

			public final CompletableFuture<Void> active;

			private Tenure(Tenant tenant, Grant grant, FakeFence fence, CompletableFuture<Void> active) {
				this.tenant = tenant;
				this.grant = grant;
				this.fence = fence;
				this.active = active;
			}

			public FakeFence fence() {
				return this.fence;
			}

			/** Ask for an orderly end; completes when the resource is free. */
			public CompletableFuture<Void> release() {
				write(row(this.grant.key(), this.fence, Ownership.State.RELEASING));
				return onLoop(() -> this.tenant.release(this.grant, null)).thenRun(() -> {
					this.fence.close();
					free(this.grant.key());
				});
			}

			/**
			 * Ask for the state to be sent to a node, which need not be the one that gets
			 * the grant.
			 */
			public CompletableFuture<Void> releaseTo(NodeId next) {
				write(row(this.grant.key(), this.fence, Ownership.State.RELEASING));
				return onLoop(() -> this.tenant.release(this.grant, next));
			}

			/** Move to another node in order. */
			public CompletableFuture<Tenure> moveTo(NodeCore next) {
				return releaseTo(next.id).thenApply((released) -> cedeTo(next));
			}

			/** Give the resource, once released, to another node. */
			public Tenure cedeTo(NodeCore next) {
				this.fence.close();
				Tenure following = next.grant(this.grant.key(),
						new Ownership.Cession(NodeCore.this.id, this.fence.token()));
				onLoop(() -> {
					this.tenant.revoke(this.grant, "it was handed over");
					return CompletableFuture.completedFuture(null);
				});
				return following;
			}

			/** The table asks for it back before it is active. */
			public void abandonActivation() {
				onLoop(() -> {
					this.tenant.abandonActivation(this.grant);
					return CompletableFuture.<Void>completedFuture(null);
				}).join();
			}

			public void revoke() {
				onLoop(() -> {
					this.fence.close();
					this.tenant.revoke(this.grant, "revoked by the test");
					return CompletableFuture.<Void>completedFuture(null);
				}).join();
			}

		}

	}

}
