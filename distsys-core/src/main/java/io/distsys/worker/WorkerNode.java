package io.distsys.worker;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.distsys.available.AvailableNode;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Allotment;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.ClassProxies;
import io.distsys.rpc.RemoteFailures;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import io.distsys.tracker.Tracker;
import org.jspecify.annotations.Nullable;

/**
 * The workers of this node, and its way to those of the others.
 * <p>
 * {@link #define} the types, {@link #start()}, then start the {@link Ownerships}, and the
 * {@link AvailableNode} if there is one. To leave in order, {@linkplain Ownerships#drain
 * drain} them before {@link #close()}.
 * <p>
 * A worker never shares an object that can change with its callers, wherever it lives:
 * arguments and results go through the codec, also on one node.
 *
 * @since 0.1
 */
public final class WorkerNode implements Workers, AutoCloseable {

	/** The kind of the resources that stand for the slots of worker types. */
	public static final String KIND = "slot";

	private final Map<String, HostedType> types = new ConcurrentHashMap<>();

	private final List<SupervisionGroup> supervised = new CopyOnWriteArrayList<>();

	private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

	private final Seams seams;

	private final WorkerSettings settings;

	private final Hosting hosting;

	private final StateInbox inbox;

	private final SlotTenant tenant;

	private final @Nullable AvailableSlots available;

	private final SlotSides sides;

	private final SlotCalls calls;

	private final LostCasts lostCasts;

	private final WorkerProxies proxies;

	private final RoutedWorkerGroup.Seams groups;

	private final WorkerDirectory directory;

	private final SlotOffers offers;

	private final WorkerUpkeep upkeep;

	private boolean started;

	/**
	 * Create it; nothing happens before {@link #start()}.
	 * @param seams what it stands on
	 * @param settings the settings
	 * @param listener is told of crashes and losses of workers
	 */
	public WorkerNode(Seams seams, WorkerSettings settings, WorkerEventListener listener) {
		this(seams, settings, listener, null, null);
	}

	/**
	 * Create it; nothing happens before {@link #start()}.
	 * @param seams what it stands on
	 * @param settings the settings
	 * @param listener is told of crashes and losses of workers
	 * @param groups knows which workers are in which groups, of no other use;
	 * {@literal null} if workers cannot join groups
	 * @param store keeps workers outside of the cluster, {@literal null} if nothing does
	 */
	public WorkerNode(Seams seams, WorkerSettings settings, WorkerEventListener listener, @Nullable Tracker groups,
			@Nullable WorkerStore store) {
		EventLoop loop = seams.loop();
		Executor crew = new Crew(seams.executor());
		Executor activities = (seams.activities() != seams.executor()) ? new Crew(seams.activities()) : crew;
		this.seams = seams;
		this.settings = settings;
		this.hosting = new Hosting(seams.messenger().self(), seams.codec(), new RemoteFailures(seams.codec()), loop,
				crew, activities, seams.storage(), seams.random(), seams.ownerships().lease(), settings, listener,
				new StateCourier(seams.messenger(), loop, settings.handOverTimeout()),
				new Replicas(new ReplicaStore(this.types::containsKey),
						new ReplicaPeers(seams.cluster(), seams.ownerships().view()), seams.messenger(),
						new CopyLines(seams.messenger(), loop)),
				this, new WorkerMemberships(groups), store, seams.observer(), null);
		this.inbox = new StateInbox(() -> loop.clock().nanos());
		this.tenant = new SlotTenant(this.types, this.inbox, activities);
		AvailableNode node = seams.available();
		this.available = (node != null) ? new AvailableSlots(node, seams.messenger(), this.hosting, this.types) : null;
		this.sides = new SlotSides(seams.ownerships(), node, this.types);
		this.calls = new SlotCalls(seams.messenger(), this.sides, loop);
		this.lostCasts = new LostCasts(this.types, this.hosting);
		this.proxies = new WorkerProxies(this.calls, this.sides, seams.codec(), loop, crew, this::slotsOf,
				new CallsInPlace(this.types, this.calls, this.hosting), seams.observer(), this.lostCasts,
				seams.classProxies());
		this.groups = new RoutedWorkerGroup.Seams(this.hosting.memberships(), this.calls, this.proxies, this::slotsOf,
				loop, new AtomicInteger());
		this.offers = new SlotOffers(seams, this.sides);
		this.upkeep = new WorkerUpkeep(seams, this.types, this.offers, this.hosting.replicas().lines());
		this.directory = new WorkerDirectory(seams.cluster(), seams.messenger(), this.types, loop.clock());
	}

	@Override
	public WorkerSupervisor supervisor(Class<?> contract) {
		return supervisor(nameOf(contract));
	}

	@Override
	public WorkerSupervisor supervisor(String typeName) {
		return new RoutedSupervisor(typeName, this.calls, this.directory, this::slotsOf, this.settings.callTimeout(),
				this.seams.loop());
	}

	@Override
	public <T> WorkerType<T> of(Class<T> contract) {
		return of(contract, nameOf(contract));
	}

	private String nameOf(Class<?> contract) {
		List<String> names = this.types.values()
			.stream()
			.map(HostedType::definition)
			.filter((definition) -> WorkerContracts.isOf(definition, contract))
			.map(WorkerTypeDefinition::name)
			.sorted()
			.toList();
		Distributed distributed = contract.getAnnotation(Distributed.class);
		if (distributed != null && (contract.isInterface() || names.isEmpty())) {
			return distributed.value();
		}
		if (names.size() != 1) {
			throw new IllegalArgumentException(
					contract.getName() + " must be an interface of one worker type, or its class, and is of "
							+ (names.isEmpty() ? "none that this node knows" : names) + ": name the type, "
							+ "or put @Distributed on the interface");
		}
		return names.get(0);
	}

	@Override
	public <T> WorkerType<T> of(Class<T> contract, String typeName) {
		return new RoutedWorkerType<>(this.proxies, this.proxies.contract(contract), typeName,
				this.settings.callTimeout());
	}

	@Override
	public <T> WorkerGroup<T> group(Class<T> contract, String group) {
		return new RoutedWorkerGroup<>(this.groups, this.proxies.contract(contract), group,
				this.settings.callTimeout());
	}

	/**
	 * The groups that workers have joined, on any node: a read of this node's memory.
	 * @return the names of those that have members
	 */
	public Set<String> groups() {
		return this.hosting.memberships().groups();
	}

	/**
	 * The workers that have joined a group: a read of this node's memory.
	 * @param group name of the group
	 * @return the members, each worker once
	 * @throws IllegalStateException if this node was given no tracker of groups
	 */
	public List<WorkerMember> membersOf(String group) {
		return List.copyOf(this.hosting.memberships().members(group));
	}

	/**
	 * Make a worker type known that this node runs from {@link #start()} on, or at once.
	 * @param definition the type
	 * @throws IllegalStateException if the name is taken, or the cluster knows the type
	 * with another number of slots
	 * @throws IllegalArgumentException if it cannot be called here, or lacks what its
	 * guarantee asks for
	 */
	public void define(WorkerTypeDefinition definition) {
		if (definition.interfaces().isEmpty()) {
			this.proxies.contract(definition.workerClass());
		}
		offersOf(definition.name()).filter((offer) -> offer.count() != definition.slots())
			.findAny()
			.ifPresent((offer) -> {
				throw new IllegalStateException("Worker type '" + definition.name() + "' has " + offer.count()
						+ " slots in this cluster, not " + definition.slots() + ": the number is fixed for its life");
			});
		synchronized (this) {
			this.types.values().forEach((other) -> other.requireSameSlots(definition));
			if (this.types.putIfAbsent(definition.name(), new HostedType(definition, hostingOf(definition))) != null) {
				throw new IllegalStateException("There is a worker type '" + definition.name() + "' already");
			}
			if (this.started) {
				this.offers.offer(definition);
			}
		}
	}

	private Hosting hostingOf(WorkerTypeDefinition definition) {
		if (definition.guarantee() != Guarantee.AVAILABLE) {
			return this.hosting;
		}
		AvailableTypes.check(definition.name(), this.hosting.store());
		if (this.available == null) {
			throw new IllegalStateException("Worker type '" + definition.name()
					+ "' has guarantee = AVAILABLE, and this node owns nothing without a majority");
		}
		return this.available.hosting();
	}

	/**
	 * Have worker types supervised together that were defined before.
	 * @param group the group, the same on all nodes
	 * @throws IllegalStateException if this node does not run one of the types, or one is
	 * in a group already
	 */
	public synchronized void define(SupervisionGroup group) {
		HostedGroup.host(group, this.types, this.hosting);
		this.supervised.add(group);
	}

	/**
	 * The worker types that are supervised together on this node.
	 * @return the groups that were defined, sorted by name
	 */
	public List<SupervisionGroup> supervisionGroups() {
		return this.supervised.stream().sorted(Comparator.comparing(SupervisionGroup::name)).toList();
	}

	/**
	 * Keep the slots that are here, until {@link Allotment#drain}, and be given no more:
	 * this node is about to leave. For good. Workers still start in the slots that it
	 * has. A slot of a strong type whose state is on its way here still comes; the state
	 * of one that is available is passed on.
	 */
	public void takeNothingNew() {
		this.offers.takeNothingNew();
	}

	private Stream<Offer> offersOf(String type) {
		return this.sides.offers(slotNameOf(type));
	}

	/**
	 * Say which slot a worker belongs to.
	 * @param key the worker
	 * @param slots how many slots its type has, a power of two
	 * @return the slot; the same for ever and on every node
	 */
	public static int slotOf(String key, int slots) {
		return SlotHash.slot(key, slots);
	}

	/**
	 * The name of the slots of a worker type: what stands before the first slash of its
	 * name. Types that have it in common share their slots, so that workers of one key
	 * are always on one node, and move together.
	 * @param type name of the worker type
	 * @return the name of the resources that stand for its slots
	 */
	public static String slotNameOf(String type) {
		int end = type.indexOf('/');
		return (end > 0) ? type.substring(0, end) : type;
	}

	private int slotsOf(String type) {
		HostedType hosted = this.types.get(type);
		if (hosted != null) {
			return hosted.definition().slots();
		}
		return offersOf(type).mapToInt(Offer::count)
			.max()
			.orElseThrow(
					() -> new CallException("No node offers to run worker type '" + type + "'", Outcome.DID_NOT_RUN));
	}

	/** Install the tenant, answer messages, and offer to own slots. */
	public synchronized void start() {
		if (this.started) {
			throw new IllegalStateException("The workers of this node have been started already");
		}
		this.started = true;
		Messenger messenger = this.seams.messenger();
		Executor inline = Runnable::run;
		this.seams.ownerships().install(this.tenant);
		this.subscriptions.add(messenger.handle(WorkerMessage.ADDRESS, inline, this::receiveCall));
		this.subscriptions.add(messenger.handle(StatePart.ADDRESS, inline, this::receiveState));
		this.subscriptions
			.add(messenger.handle(ReplicaMessage.ADDRESS, inline, this.hosting.replicas().store()::receive));
		this.subscriptions
			.add(messenger.handle(CopyBundle.ADDRESS, inline, this.hosting.replicas().store()::receiveCopies));
		this.subscriptions
			.add(messenger.handle(WorkerDirectory.ADDRESS, this.seams.executor(), this.directory::answer));
		this.subscriptions.add(this.seams.ownerships().view().subscribe(this::changed));
		if (this.available != null) {
			this.subscriptions.addAll(this.available.start());
			this.subscriptions.add(this.available.node().view().subscribe(this::changedInView));
		}
		this.subscriptions.add(this.seams.loop().repeat(StateInbox.KEPT, this.inbox::purge));
		this.subscriptions.addAll(this.upkeep.start());
		this.types.values().forEach((type) -> this.offers.offer(type.definition()));
	}

	private void receiveCall(Message received, Replier replier) {
		WorkerMessage message = WorkerMessage.decode(received.payload());
		HostedType type = this.types.get(message.type());
		if (type == null) {
			replier.reply(new Reply.Refused(Refusal.NOT_OWNER,
					Wire.utf8("this node does not run worker type '" + message.type() + "'")));
			return;
		}
		type.receive(message, received, replier);
	}

	private void receiveState(Message received, Replier replier) {
		StatePart part = StatePart.decode(received.payload());
		if (!this.types.containsKey(part.id().type())) {
			replier.reply(new Reply.Refused(Refusal.NOT_OWNER,
					Wire.utf8("this node does not run worker type '" + part.id().type() + "'")));
			return;
		}
		replier.reply(this.inbox.put(part));
	}

	private void changed(OwnershipChange change) {
		NodeId self = this.hosting.self();
		ResourceKey key = change.key();
		if (key == null) {
			this.tenant.replaced();
			this.seams.ownerships().view().ofKind(KIND).forEach((row) -> this.tenant.changed(self, row.key(), row));
			this.calls.allChanged();
		}
		else if (key.kind().equals(KIND)) {
			this.tenant.changed(self, key, change.after());
			this.calls.changed(key);
		}
	}

	private void changedInView(OwnershipChange change) {
		if (this.available != null) {
			this.available.changed(change);
		}
		ResourceKey key = change.key();
		if (key != null && key.kind().equals(KIND)) {
			this.calls.changed(key);
		}
	}

	/**
	 * The slots that somebody owns, of all worker types, as this node knows: a read of
	 * its memory.
	 * @return one element a slot, in no order
	 */
	public Stream<Ownership> slots() {
		return this.sides.all();
	}

	/**
	 * What this node runs of each type.
	 * @return one element a type, sorted by name
	 */
	public List<WorkerStatistics> statistics() {
		return this.types.values()
			.stream()
			.map(HostedType::statistics)
			.sorted(Comparator.comparing(WorkerStatistics::type))
			.toList();
	}

	/**
	 * The dead letters of this node: messages that its workers were sent and that were
	 * given up, and casts that were made here and that no worker has taken, also of types
	 * that this node does not run.
	 * @return how many there were since the start
	 */
	public long deadLetters() {
		return this.lostCasts.ofOtherTypes()
				+ this.types.values().stream().mapToLong((type) -> type.counters().deadLetters.sum()).sum();
	}

	/**
	 * The workers of a type that live on this node now.
	 * @param type name of the worker type
	 * @return their keys, sorted
	 */
	public List<String> list(String type) {
		HostedType hosted = this.types.get(type);
		return (hosted != null) ? List.copyOf(hosted.workers().keySet()) : List.of();
	}

	/**
	 * How many workers of a type this node remembers anything of, with those that run.
	 */
	int cells(String type) {
		HostedType hosted = this.types.get(type);
		return (hosted != null) ? (int) hosted.cells().count() : 0;
	}

	/** Whether this node remembers anything of what another one has sent to its slots. */
	boolean knows(NodeId sender) {
		return this.types.values().stream().anyMatch((type) -> type.knows(sender));
	}

	/**
	 * Answer no more messages. What still runs is stopped as if its slot was lost, and
	 * what this node has asked for and waits for an owner is refused.
	 */
	@Override
	public void close() {
		this.subscriptions.forEach(Subscription::close);
		this.calls.close();
		this.types.values().forEach(HostedType::close);
		if (this.available != null) {
			this.available.close();
		}
	}

	/**
	 * What the workers of a node stand on.
	 *
	 * @param cluster the nodes that this one sees
	 * @param messenger carries calls and states
	 * @param codec encodes arguments, results and states
	 * @param ownerships says which slots this node owns
	 * @param loop the core's event loop, for timers
	 * @param executor runs workers: {@link WorkerThreads}
	 * @param activities runs what begins and ends slots: their states, the end of their
	 * workers. Workers that hang should take none of its threads
	 * @param storage runs the user's {@link WorkerStore}, for each slot one call at a
	 * time: a store that hangs should take none of the other threads
	 * @param random for jitter; thread-safe
	 * @param observer sees calls, casts and timers
	 * @param available says which slots of available types this node owns,
	 * {@literal null} if there are no such types
	 * @param classProxies makes the references of worker classes that implement no
	 * interface
	 */
	public record Seams(Cluster cluster, Messenger messenger, Codec codec, Ownerships ownerships, EventLoop loop,
			Executor executor, Executor activities, Executor storage, RandomGenerator random, MessageObserver observer,
			@Nullable AvailableNode available, ClassProxies classProxies) {

		public Seams {
			observer = MessageObserver.guarded(observer);
		}

		/**
		 * Of nodes whose workers all have interfaces.
		 * @param cluster the nodes that this one sees
		 * @param messenger carries calls and states
		 * @param codec encodes arguments, results and states
		 * @param ownerships says which slots this node owns
		 * @param loop the core's event loop, for timers
		 * @param executor runs workers: {@link WorkerThreads}
		 * @param activities runs what begins and ends slots
		 * @param storage runs the user's {@link WorkerStore}
		 * @param random for jitter; thread-safe
		 * @param observer sees calls, casts and timers
		 * @param available says which slots of available types this node owns,
		 * {@literal null} if there are no such types
		 */
		public Seams(Cluster cluster, Messenger messenger, Codec codec, Ownerships ownerships, EventLoop loop,
				Executor executor, Executor activities, Executor storage, RandomGenerator random,
				MessageObserver observer, @Nullable AvailableNode available) {
			this(cluster, messenger, codec, ownerships, loop, executor, activities, storage, random, observer,
					available, ClassProxies.none());
		}

		/**
		 * Of such nodes where the threads of workers do all that there is to do.
		 * @param cluster the nodes that this one sees
		 * @param messenger carries calls and states
		 * @param codec encodes arguments, results and states
		 * @param ownerships says which slots this node owns
		 * @param loop the core's event loop, for timers
		 * @param executor runs workers: {@link WorkerThreads}
		 * @param random for jitter; thread-safe
		 * @param observer sees calls, casts and timers
		 * @param available says which slots of available types this node owns,
		 * {@literal null} if there are no such types
		 */
		public Seams(Cluster cluster, Messenger messenger, Codec codec, Ownerships ownerships, EventLoop loop,
				Executor executor, RandomGenerator random, MessageObserver observer,
				@Nullable AvailableNode available) {
			this(cluster, messenger, codec, ownerships, loop, executor, executor, executor, random, observer,
					available);
		}

		/**
		 * Of nodes without available types, where nobody observes.
		 * @param cluster the nodes that this one sees
		 * @param messenger carries calls and states
		 * @param codec encodes arguments, results and states
		 * @param ownerships says which slots this node owns
		 * @param loop the core's event loop, for timers
		 * @param executor runs workers: {@link WorkerThreads}
		 * @param random for jitter; thread-safe
		 */
		public Seams(Cluster cluster, Messenger messenger, Codec codec, Ownerships ownerships, EventLoop loop,
				Executor executor, RandomGenerator random) {
			this(cluster, messenger, codec, ownerships, loop, executor, random, MessageObserver.none(), null);
		}

	}

}
