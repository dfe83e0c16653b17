package io.distsys.singleton;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.Allotment;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Owners;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Tenant;
import io.distsys.rpc.CallTarget;
import io.distsys.rpc.CallTarget.NotOwnerException;
import io.distsys.rpc.Invocation;
import io.distsys.rpc.InvocationRunner;
import io.distsys.rpc.OwnershipRouter;
import io.distsys.rpc.RemoteProxies;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The singletons of this node.
 * <p>
 * Methods may be called from any thread and do not block, except {@link #runFenced},
 * which runs what it is given.
 *
 * @since 0.1
 */
public final class ClusterSingletons implements AutoCloseable {

	/** The kind of the resources that stand for singletons. */
	public static final String KIND = "singleton";

	private static final Logger logger = LoggerFactory.getLogger(ClusterSingletons.class);

	private final Map<Guarantee, Allotment> allotments;

	private final Owners owners;

	private final Messenger messenger;

	private final Cluster cluster;

	private final EventLoop loop;

	private final Executor userExecutor;

	private final SingletonSettings settings;

	private final InvocationRunner runner;

	private final RemoteProxies proxies;

	private final OwnershipRouter router;

	private final StateMail mail;

	private final SingletonListeners listeners = new SingletonListeners();

	private final Map<String, Registered> registered = new ConcurrentHashMap<>();

	/**
	 * Create it for strong singletons only, and take them from now on: before
	 * {@link Ownerships#start()}.
	 * @param ownerships this node's side of the table
	 * @param messenger carries the calls
	 * @param cluster names the nodes
	 * @param codec encodes arguments and results
	 * @param loop the core's event loop
	 * @param userExecutor runs user code; it needs a thread for each call that runs
	 * @param mustNotBlock whether the calling thread is one that must not be blocked
	 * @param settings the times
	 */
	public ClusterSingletons(Ownerships ownerships, Messenger messenger, Cluster cluster, Codec codec, EventLoop loop,
			Executor userExecutor, BooleanSupplier mustNotBlock, SingletonSettings settings) {
		this(Map.of(Guarantee.STRONG, ownerships), messenger, cluster, codec, loop, userExecutor, mustNotBlock,
				settings);
	}

	/**
	 * Create it and take singletons from now on: before {@link Allotment#start()}.
	 * @param allotments who allots singletons of which guarantee
	 * @param messenger carries the calls
	 * @param cluster names the nodes
	 * @param codec encodes arguments and results
	 * @param loop the core's event loop
	 * @param userExecutor runs user code; it needs a thread for each call that runs
	 * @param mustNotBlock whether the calling thread is one that must not be blocked
	 * @param settings the times
	 */
	public ClusterSingletons(Map<Guarantee, Allotment> allotments, Messenger messenger, Cluster cluster, Codec codec,
			EventLoop loop, Executor userExecutor, BooleanSupplier mustNotBlock, SingletonSettings settings) {
		this.allotments = new EnumMap<>(allotments);
		this.messenger = messenger;
		this.cluster = cluster;
		this.loop = loop;
		this.userExecutor = userExecutor;
		this.settings = settings;
		this.runner = new InvocationRunner(codec);
		this.proxies = new RemoteProxies(messenger, codec, loop, userExecutor, mustNotBlock);
		this.owners = new EitherOwners(this.allotments.values().stream().map(Allotment::view).toList());
		this.router = new OwnershipRouter(this.owners, (row) -> row.state() == Ownership.State.ACTIVE, loop);
		this.mail = new StateMail(messenger, codec, userExecutor, settings.callTimeout());
		this.allotments.values().forEach((allotment) -> allotment.install(new SingletonTenant()));
	}

	/**
	 * Offer to be the one on which the singleton is active, if its placement admits this
	 * node; it can be called from here in any case.
	 * @param definition the singleton
	 * @return takes the offer back when closed: if it is active here it moves elsewhere
	 * @throws IllegalStateException if there is one of that name on this node
	 * @throws IllegalArgumentException if nobody allots singletons of its guarantee here
	 */
	public Subscription register(SingletonDefinition definition) {
		String name = definition.name();
		Allotment allotment = this.allotments.get(definition.guarantee());
		if (allotment == null) {
			throw new IllegalArgumentException("Singleton '" + name + "' asks for the guarantee "
					+ definition.guarantee() + ", this node gives only " + this.allotments.keySet());
		}
		LocalSingleton singleton = new LocalSingleton(definition, this.runner, this.loop, this.userExecutor,
				this.settings, this.mail, this.listeners);
		Registered entry = new Registered(singleton);
		Registered former = this.registered.get(name);
		if (former != null) {
			forgetIfIdle(name, former);
		}
		if (this.registered.putIfAbsent(name, entry) != null) {
			throw new IllegalStateException(
					"There are two singletons of the name '" + name + "' on this node: give one of them another name");
		}
		Subscription calls = this.messenger.handle(SingletonTarget.address(name), this.userExecutor, singleton);
		Subscription states = this.mail.receive(singleton);
		entry.handling = () -> {
			calls.close();
			states.close();
		};
		Node self = this.cluster.self();
		boolean candidate = definition.placement().admits(self);
		Offer offer = new Offer(KIND, name, 1, definition.placement().terms(self));
		if (candidate) {
			allotment.offer(offer);
		}
		else {
			logger.info("Singleton is never active on this node, its placement does not admit it name={} roles={}"
					+ " zone={}", name, self.roles(), self.zone());
		}
		return () -> {
			if (this.registered.get(name) == entry) {
				if (candidate) {
					allotment.withdraw(offer);
				}
				entry.withdrawn = true;
				forgetIfIdle(name, entry);
			}
		};
	}

	/**
	 * The fence of a singleton that is active here.
	 * @param name its name
	 * @return the fence, or empty if it is not active here
	 */
	public Optional<Fence> fenceOf(String name) {
		Registered entry = this.registered.get(name);
		return (entry != null) ? entry.singleton.fence() : Optional.empty();
	}

	/**
	 * The fence that stands for a singleton on this node, whether it is active or not. On
	 * a thread that runs a call, a scheduled method or a callback of the singleton, and
	 * in {@link #runFenced}, it is that of the grant under which this code was let in,
	 * also when this node has got another one since. On any other thread it is that of
	 * the grant that this node has at that moment; code that works on threads of its own
	 * for longer takes the one that {@link OnActivate} is given.
	 * <p>
	 * While there is none, {@code isHeld()} is {@code false}, {@code check()} and
	 * {@code token()} throw {@link io.distsys.ownership.FenceClosedException}, and
	 * {@code onLost} calls back at once.
	 * @param name name of the singleton
	 * @return the fence
	 */
	public Fence fence(String name) {
		return new StandingFence(name, () -> {
			Registered entry = this.registered.get(name);
			return (entry != null) ? entry.singleton.presentFence() : Optional.empty();
		});
	}

	/**
	 * Run a task, on the calling thread, if the singleton is active here. A hand-over
	 * waits for its end; if the singleton is lost the thread is interrupted.
	 * @param name the singleton
	 * @param task the task; what it throws is thrown
	 * @return whether it ran
	 */
	public boolean runFenced(String name, Runnable task) {
		Registered entry = this.registered.get(name);
		return entry != null && entry.singleton.runFenced(task);
	}

	/**
	 * Run, on the calling thread, what a thread that acted for the singleton has handed
	 * to it. A hand-over waits for its end; if the singleton is lost the thread is
	 * interrupted.
	 * @param name the singleton
	 * @param token of the grant under which the other thread acted, see
	 * {@link #actingFence}
	 * @param task the task; what it throws is thrown
	 * @return whether it ran: it does not once that grant has ended, and not during its
	 * hand-over if all that ran under it has ended
	 */
	public boolean runFenced(String name, FencingToken token, Runnable task) {
		Registered entry = this.registered.get(name);
		return entry != null && entry.singleton.runFenced(token, task);
	}

	/**
	 * The fence of the grant under which the calling thread acts: in a call, a scheduled
	 * method, a callback of the singleton, or {@link #runFenced}.
	 * @param name the singleton
	 * @return the fence, or empty if the thread does not act for the singleton
	 */
	public Optional<Fence> actingFence(String name) {
		return ActingThread.fenceOf(name);
	}

	/**
	 * A proxy of a singleton, wherever it is active; its calls take at most
	 * {@link SingletonSettings#callTimeout()}.
	 * @param <T> the interface
	 * @param name the singleton
	 * @param type one of its interfaces
	 * @return the proxy, see {@link io.distsys.rpc.RemoteProxies} for what its methods do
	 */
	public <T> T proxy(String name, Class<T> type) {
		return proxy(name, type, this.settings.callTimeout());
	}

	/**
	 * A proxy of a singleton, wherever it is active.
	 * @param <T> the interface
	 * @param name the singleton
	 * @param type one of its interfaces
	 * @param timeout how long a call may take, routing included
	 * @return the proxy, see {@link io.distsys.rpc.RemoteProxies} for what its methods do
	 */
	public <T> T proxy(String name, Class<T> type, Duration timeout) {
		return this.proxies.create(type, new SingletonTarget(name, new Here(name)), this.router, timeout);
	}

	/**
	 * What is known of every singleton that is registered here or owned anywhere.
	 * @return the status of each, sorted by name
	 */
	public List<SingletonStatus> status() {
		TreeSet<String> names = new TreeSet<>(this.registered.keySet());
		this.owners.ofKind(KIND).forEach((row) -> names.add(row.key().name()));
		return names.stream().map(this::statusOf).toList();
	}

	/** Take no more calls. What is owned stays so until the ownerships are stopped. */
	@Override
	public void close() {
		this.router.close();
		this.registered.values().forEach(Registered::close);
	}

	private SingletonStatus statusOf(String name) {
		Registered entry = this.registered.get(name);
		SingletonState state = (entry != null) ? entry.singleton.state() : SingletonState.STANDBY;
		Duration inStateFor = (entry != null) ? entry.singleton.inStateFor() : Duration.ZERO;
		Guarantee guarantee = guaranteeOf(name, entry);
		Ownership row = this.owners.find(ResourceKey.of(KIND, name)).orElse(null);
		if (row == null) {
			return new SingletonStatus(name, guarantee, state, inStateFor, null, null, null, null);
		}
		String ownerName = this.cluster.view().find(row.node()).map(Node::name).orElse(null);
		return new SingletonStatus(name, guarantee, state, inStateFor, row.node(), ownerName, row.token(), row.state());
	}

	private @Nullable Guarantee guaranteeOf(String name, @Nullable Registered entry) {
		if (entry != null) {
			return entry.singleton.guarantee();
		}
		ResourceKey key = ResourceKey.of(KIND, name);
		return this.allotments.entrySet()
			.stream()
			.filter((allotment) -> allotment.getValue().view().find(key).isPresent())
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Be told of each singleton that begins or ends to be active on this node, on the
	 * thread of its activity; must not block.
	 * @param listener is given the event
	 * @return ends the subscription when closed
	 */
	public Subscription subscribe(Consumer<? super SingletonEvent> listener) {
		return this.listeners.add(listener);
	}

	private void forgetIfIdle(String name, Registered entry) {
		if (entry.withdrawn && entry.singleton.state() == SingletonState.STANDBY
				&& this.registered.remove(name, entry)) {
			entry.close();
		}
	}

	/** A singleton of this node. */
	private static final class Registered {

		private final LocalSingleton singleton;

		private volatile boolean withdrawn;

		private volatile Subscription handling = () -> {
		};

		private Registered(LocalSingleton singleton) {
			this.singleton = singleton;
		}

		private void close() {
			this.handling.close();
		}

	}

	/** The way to a singleton that is active on this node, registered by now or not. */
	private final class Here implements CallTarget.LocalCalls {

		private final String name;

		private Here(String name) {
			this.name = name;
		}

		@Override
		public boolean isLikely() {
			Registered entry = ClusterSingletons.this.registered.get(this.name);
			return entry != null && entry.singleton.state() == SingletonState.ACTIVE;
		}

		private LocalSingleton find() throws NotOwnerException {
			Registered entry = ClusterSingletons.this.registered.get(this.name);
			if (entry == null) {
				throw new NotOwnerException("There is no singleton '" + this.name + "' here");
			}
			return entry.singleton;
		}

		@Override
		public @Nullable Object call(Invocation invocation) throws Throwable {
			return find().call(invocation);
		}

		@Override
		public CompletionStage<@Nullable Object> callAsync(Invocation invocation) {
			try {
				return find().callAsync(invocation);
			}
			catch (NotOwnerException | RuntimeException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

	}

	/** Takes singletons for this node. */
	private final class SingletonTenant implements Tenant {

		@Override
		public String kind() {
			return KIND;
		}

		@Override
		public CompletionStage<Void> activate(Grant grant) {
			Registered entry = ClusterSingletons.this.registered.get(grant.key().name());
			if (entry == null) {
				return CompletableFuture.failedFuture(
						new IllegalStateException("There is no singleton '" + grant.key().name() + "' on this node"));
			}
			return entry.singleton.activate(grant);
		}

		@Override
		public void abandonActivation(Grant grant) {
			Registered entry = ClusterSingletons.this.registered.get(grant.key().name());
			if (entry != null) {
				entry.singleton.abandonActivation(grant);
			}
		}

		@Override
		public CompletionStage<Void> release(Grant grant, @Nullable NodeId next) {
			return stop(grant, next, StateOffer.Occasion.HANDED_OVER,
					(next != null) ? "it is handed over to " + nameOf(next) : "nobody is to have it");
		}

		@Override
		public CompletionStage<Void> concede(Grant grant, NodeId kept) {
			return stop(grant, kept, StateOffer.Occasion.CONCEDED,
					nameOf(kept) + " is active too, since the network was cut, and is kept");
		}

		private CompletionStage<Void> stop(Grant grant, @Nullable NodeId next, StateOffer.Occasion occasion,
				String reason) {
			Registered entry = ClusterSingletons.this.registered.get(grant.key().name());
			if (entry == null) {
				return CompletableFuture.completedFuture(null);
			}
			return entry.singleton.release(grant, next, occasion, reason)
				.whenComplete((done, failure) -> forgetIfIdle(grant.key().name(), entry));
		}

		private String nameOf(NodeId node) {
			return "node "
					+ ClusterSingletons.this.cluster.view().find(node).map(Node::name).orElseGet(node::abbreviated);
		}

		@Override
		public void revoke(Grant grant, String reason) {
			Registered entry = ClusterSingletons.this.registered.get(grant.key().name());
			if (entry != null) {
				entry.singleton.revoke(grant, reason);
			}
		}

	}

}
