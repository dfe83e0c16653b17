package io.distsys.singleton;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.Allotment;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Owners;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.InvocationRunner;
import io.distsys.rpc.OwnershipRouter;
import io.distsys.rpc.RemoteProxies;
import io.distsys.singleton.SingletonPlace.Registration;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
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

	private final Messenger messenger;

	private final Cluster cluster;

	private final EventLoop loop;

	private final SingletonThreads threads;

	private final SingletonSettings settings;

	private final InvocationRunner runner;

	private final MessageObserver observer;

	private final BooleanSupplier mustNotBlock;

	private final RemoteProxies proxies;

	private final OwnershipRouter router;

	private final Owners owners;

	private final StateMail mail;

	private final SingletonListeners listeners = new SingletonListeners();

	private final LocalSingletons registered;

	private final SingletonOffers offers = new SingletonOffers();

	private final SingletonReport report;

	private volatile BiFunction<String, NodeId, CompletionStage<?>> courier = (name, next) -> CompletableFuture
		.completedFuture(null);

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
		this(Map.of(Guarantee.STRONG, ownerships), messenger, cluster, codec, loop,
				new SingletonThreads(userExecutor, userExecutor), mustNotBlock, settings, MessageObserver.none());
	}

	/**
	 * Create it and take singletons from now on: before {@link Allotment#start()}.
	 * @param allotments who allots singletons of which guarantee
	 * @param messenger carries the calls
	 * @param cluster names the nodes
	 * @param codec encodes arguments and results
	 * @param loop the core's event loop
	 * @param threads run user code: calls on some, what begins and ends singletons on
	 * others
	 * @param mustNotBlock whether the calling thread is one that must not be blocked
	 * @param settings the times
	 * @param observer sees the calls
	 */
	public ClusterSingletons(Map<Guarantee, Allotment> allotments, Messenger messenger, Cluster cluster, Codec codec,
			EventLoop loop, SingletonThreads threads, BooleanSupplier mustNotBlock, SingletonSettings settings,
			MessageObserver observer) {
		this.allotments = new EnumMap<>(allotments);
		this.messenger = messenger;
		this.cluster = cluster;
		this.loop = loop;
		this.threads = threads;
		this.settings = settings;
		this.runner = new InvocationRunner(codec);
		this.observer = MessageObserver.guarded(observer);
		this.mustNotBlock = loop.mustNotBlock(mustNotBlock);
		this.proxies = new RemoteProxies(messenger, codec, loop, threads.calls(), mustNotBlock, this.observer);
		this.owners = new EitherOwners(this.allotments.values().stream().map(Allotment::view).toList());
		this.router = new OwnershipRouter(this.owners, (row) -> row.state() == Ownership.State.ACTIVE, this::outage,
				loop);
		this.mail = new StateMail(messenger, codec, threads.activities(), settings.callTimeout());
		this.registered = new LocalSingletons(this.owners, messenger.self());
		this.report = new SingletonReport(this.registered, this.owners, this.allotments, cluster);
		this.allotments.values()
			.forEach((allotment) -> allotment.install(new SingletonTenant(this.registered, this.offers::takesNew,
					cluster, (name, next) -> this.courier.apply(name, next))));
		this.listeners.add(this.offers::onEvent);
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
		Registration registration = this.registered.add(name, () -> open(definition));
		Node self = this.cluster.self();
		boolean candidate = definition.placement().admits(self);
		Offer offer = new Offer(KIND, name, 1, definition.placement().terms(self));
		if (candidate) {
			this.offers.add(registration.singleton(), allotment, offer);
		}
		else {
			logger.info("Singleton is never active on this node, its placement does not admit it name={} roles={}"
					+ " zone={}", name, self.roles(), self.zone());
		}
		return () -> {
			if (this.registered.place(name).present() == registration) {
				this.offers.withdraw(name);
				this.registered.withdraw(registration);
			}
		};
	}

	/**
	 * Keep what is active here, until {@link Allotment#drain}, and take nothing more:
	 * this node is about to leave. For good.
	 */
	public void takeNothingNew() {
		this.offers.takeNothingNew();
	}

	/**
	 * Have something brought along at each hand-over, when nothing of the singleton runs
	 * here any more, and before it begins on the next node. There is one such courier.
	 * @param newCourier is given the name of the singleton and the next node; must not
	 * block. Its stage is waited for, however it ends: let it end soon
	 */
	public void beforeHandOver(BiFunction<String, NodeId, CompletionStage<?>> newCourier) {
		this.courier = newCourier;
	}

	/** A singleton that is not known here may be of any guarantee. */
	private Optional<String> outage(ResourceKey key) {
		LocalSingleton here = this.registered.find(key.name());
		List<Optional<String>> outages = this.allotments.entrySet()
			.stream()
			.filter((allotment) -> here == null || allotment.getKey() == here.guarantee())
			.map((allotment) -> allotment.getValue().outage())
			.toList();
		return outages.stream().allMatch(Optional::isPresent) ? outages.stream().flatMap(Optional::stream).findFirst()
				: Optional.empty();
	}

	private Registration open(SingletonDefinition definition) {
		StateRelay relay = new StateRelay(definition.name(), definition.guarantee(), this.mail, this.owners,
				this.messenger.self(), this.loop.clock());
		LocalSingleton singleton = new LocalSingleton(definition, this.loop, this.threads.activities(), this.settings,
				relay, this.listeners);
		SingletonCalls incoming = new SingletonCalls(singleton, definition,
				this.runner.observed(this.observer, Kind.SINGLETON_CALL, definition.name()), this.loop.clock(),
				this.threads.calls());
		Subscription calls = this.messenger.handle(SingletonTarget.address(definition.name()), this.threads.calls(),
				incoming);
		Subscription states = this.mail.receive(singleton, () -> takesNew(singleton));
		return new Registration(singleton, incoming, () -> {
			calls.close();
			states.close();
			relay.close();
		});
	}

	/** A strong one that was withdrawn may be on its way here, and there is no other. */
	private boolean takesNew(LocalSingleton singleton) {
		boolean withdrawn = singleton.guarantee() == Guarantee.AVAILABLE && this.registered.isWithdrawn(singleton);
		return !withdrawn && this.offers.takesNew();
	}

	/**
	 * The fence of a singleton that is active here.
	 * @param name its name
	 * @return the fence, or empty if it is not active here
	 */
	public Optional<Fence> fenceOf(String name) {
		LocalSingleton singleton = this.registered.find(name);
		return (singleton != null) ? singleton.fence() : Optional.empty();
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
			LocalSingleton singleton = this.registered.find(name);
			return (singleton != null) ? singleton.presentFence() : Optional.empty();
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
		return runFenced(name, "a task on thread " + Thread.currentThread().getName(), task);
	}

	/**
	 * Run a task, on the calling thread, if the singleton is active here. A hand-over
	 * waits for its end; if the singleton is lost the thread is interrupted.
	 * @param name the singleton
	 * @param what names the task where it is told that it does not end
	 * @param task the task; what it throws is thrown
	 * @return whether it ran
	 */
	public boolean runFenced(String name, String what, Runnable task) {
		LocalSingleton singleton = this.registered.find(name);
		return singleton != null && singleton.runFenced(what, task);
	}

	/**
	 * Run, on the calling thread, what a thread that acted for the singleton has handed
	 * to it. A hand-over waits for its end; if the singleton is lost the thread is
	 * interrupted.
	 * @param name the singleton
	 * @param token of the grant under which the other thread acted, see
	 * {@link #actingFence}
	 * @param what names the task where it is told that it does not end
	 * @param task the task; what it throws is thrown
	 * @return whether it ran: it does not once that grant has ended, and not during its
	 * hand-over if all that ran under it has ended
	 */
	public boolean runFenced(String name, FencingToken token, String what, Runnable task) {
		LocalSingleton singleton = this.registered.find(name);
		return singleton != null && singleton.runFenced(token, what, task);
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
		return this.proxies.create(type, new SingletonTarget(name, this.registered.place(name)), this.router, timeout);
	}

	/**
	 * The way to a singleton past its proxies, for whoever has registered its object.
	 * @param name the singleton
	 * @return the way, good until it is registered anew; empty if it is not registered
	 * here, or its {@linkplain MessageObserver#seesLocalCalls() local calls are observed}
	 */
	public Optional<LocalEntrance> entrance(String name) {
		LocalSingleton singleton = this.observer.seesLocalCalls() ? null : this.registered.find(name);
		return Optional.ofNullable(singleton)
			.map((here) -> new SingletonEntrance(here, this.mustNotBlock, this.messenger));
	}

	/**
	 * What is known of every singleton that is registered here or owned anywhere.
	 * @return the status of each, sorted by name
	 */
	public List<SingletonStatus> status() {
		return this.report.all();
	}

	/**
	 * The states of other nodes that wait on this one for somebody to use them; at most
	 * eight of each singleton, see {@link StateOffer}.
	 * @return how many there are now
	 */
	public long statesWaiting() {
		return this.registered.all().stream().mapToInt(LocalSingleton::statesWaiting).sum();
	}

	/**
	 * The states that this node has given up: nobody could take them in time, or they
	 * could not be sent.
	 * @return how many there were since the start
	 */
	public long statesLost() {
		return this.mail.lost();
	}

	/** Take no more calls. What is owned stays so until the ownerships are stopped. */
	@Override
	public void close() {
		this.router.close();
		this.registered.close();
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

}
