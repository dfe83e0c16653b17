package io.distsys.worker;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.rpc.MethodTable;
import org.jspecify.annotations.Nullable;

/** A worker type that this node can run, with all its slots. */
final class HostedType {

	private final WorkerTypeDefinition definition;

	private final String slotName;

	private final MethodTable methods;

	private final WorkerClass workerClass;

	private final WorkerCounters counters = new WorkerCounters();

	private final SlotHost[] slots;

	private final Hosting hosting;

	private final Map<Method, Pace> paces = new ConcurrentHashMap<>();

	private final AtomicInteger live = new AtomicInteger();

	private final Passivation passivation;

	private volatile @Nullable HostedGroup group;

	HostedType(WorkerTypeDefinition definition, Hosting hosting) {
		this.definition = definition;
		this.hosting = hosting;
		this.slotName = WorkerNode.slotNameOf(definition.name());
		this.methods = WorkerContracts.methods(definition);
		this.workerClass = new WorkerClass(definition);
		this.passivation = new Passivation(this);
		this.slots = IntStream.range(0, definition.slots())
			.mapToObj((index) -> new SlotHost(this, index, hosting))
			.toArray(SlotHost[]::new);
	}

	/** The name of its slots. */
	String slotName() {
		return this.slotName;
	}

	WorkerTypeDefinition definition() {
		return this.definition;
	}

	MethodTable methods() {
		return this.methods;
	}

	/** How long a method takes. */
	Pace pace(Method method) {
		return this.paces.computeIfAbsent(method, (ignored) -> new Pace());
	}

	WorkerClass workerClass() {
		return this.workerClass;
	}

	WorkerCounters counters() {
		return this.counters;
	}

	/** Made for each grant of a slot, if the class marks a state. */
	@Nullable StateKeeper keeper(SlotTenure tenure) {
		if (!keeps()) {
			return null;
		}
		StartedWorkers started = this.hosting.started();
		if (started != null) {
			return new StartedKeeper(started, new StartedMessage.Slot(this.definition.name(), tenure.slot()),
					tenure.token(), this.hosting.self());
		}
		SlotReplication copies = new SlotReplication(tenure, this.hosting,
				this.hosting.replicas().store().of(this.definition.name(), tenure.slot()));
		WorkerStore store = this.hosting.store();
		return (store != null && store.keeps(this.definition.name()))
				? new StoredStates(tenure, this.hosting, copies, store) : copies;
	}

	/** Whether anything is kept beyond the instances: states, or which are to run. */
	private boolean keeps() {
		return this.workerClass.state() != null || this.definition.restart() != Restart.TEMPORARY;
	}

	/** Look whether states need other backups, because nodes have come or gone. */
	void checkBackups() {
		if (keeps()) {
			tenures().map(SlotTenure::keeper).filter(Objects::nonNull).forEach(StateKeeper::check);
		}
	}

	/** Types that share their slots have the same number of them, in the same place. */
	void requireSameSlots(WorkerTypeDefinition other) {
		if (!this.slotName.equals(WorkerNode.slotNameOf(other.name()))) {
			return;
		}
		if (!this.definition.placement().equals(other.placement())) {
			throw new IllegalStateException("Worker types '" + other.name() + "' and '" + this.definition.name()
					+ "' share the slots '" + this.slotName + "' and must have the same placement");
		}
		if (this.definition.guarantee() != other.guarantee()) {
			throw new IllegalStateException("Worker types '" + other.name() + "' and '" + this.definition.name()
					+ "' share the slots '" + this.slotName + "' and must have the same guarantee");
		}
		if (this.slots.length != other.slots()) {
			throw new IllegalStateException("Worker types '" + other.name() + "' and '" + this.definition.name()
					+ "' share the slots '" + this.slotName + "' and must have the same number of them, not "
					+ other.slots() + " and " + this.slots.length);
		}
	}

	/** It is supervised together with other types. */
	void joins(HostedGroup supervised) {
		if (this.group != null) {
			throw new IllegalStateException(
					"Worker type '" + this.definition.name() + "' is in a supervision group already");
		}
		this.group = supervised;
	}

	/** The group that it is supervised in, or {@literal null} if it is not. */
	@Nullable HostedGroup group() {
		return this.group;
	}

	/** An instance was made or has gone. */
	void live(int change) {
		this.live.addAndGet(change);
	}

	/** Whether it has as many workers here as it may have. */
	boolean isFull() {
		int limit = this.definition.limits().maxPerNode();
		return limit > 0 && this.live.get() >= limit;
	}

	/** Whether another worker may be held here; if not, others are put aside for it. */
	boolean hasRoom() {
		return !isFull() || this.passivation.makeRoom(this.definition.limits().maxPerNode()) > 0;
	}

	/** Put aside what has been idle for long. Not on the loop. */
	void passivate() {
		this.passivation.putAsideIdle(this.hosting.now());
	}

	Stream<WorkerCell> cells() {
		return tenures().flatMap(SlotTenure::cells);
	}

	void forgetLastOwners() {
		Stream.of(this.slots).forEach(SlotHost::forgetLastOwner);
	}

	/** Whether something is known of what a node has sent. */
	boolean knows(NodeId sender) {
		return Stream.of(this.slots).anyMatch((slot) -> slot.knows(sender));
	}

	/** A node has gone for good. */
	void forget(NodeId sender) {
		Stream.of(this.slots).forEach((slot) -> slot.forget(sender));
	}

	SlotHost slot(int index) {
		return this.slots[index];
	}

	void receive(WorkerMessage message, Message received, Replier replier) {
		if (message.slot() < 0 || message.slot() >= this.slots.length) {
			replier.reply(new Reply.Refused(Refusal.NO_SUCH_ADDRESS, Wire.utf8("worker type '" + message.type()
					+ "' has " + this.slots.length + " slots here, not slot " + message.slot())));
			return;
		}
		this.slots[message.slot()]
			.arrived(new WorkerCall(message, received.sender(), received.deadlineNanos(), replier));
	}

	private Stream<SlotTenure> tenures() {
		return Stream.of(this.slots).flatMap((slot) -> slot.tenure().stream());
	}

	/** The workers here, by key. */
	Map<String, WorkerCell> workers() {
		return tenures().flatMap(SlotTenure::cells)
			.filter(WorkerCell::isAlive)
			.collect(Collectors.toMap(WorkerCell::key, (cell) -> cell, (one, other) -> one, TreeMap::new));
	}

	void close() {
		tenures().toList().forEach(SlotTenure::close);
	}

	private int copies() {
		StartedWorkers started = this.hosting.started();
		return (started != null) ? started.size(this.definition.name())
				: this.hosting.replicas().store().size(this.definition.name());
	}

	WorkerStatistics statistics() {
		int owned = (int) tenures().count();
		int alive = 0;
		int waiting = 0;
		for (WorkerCell cell : (Iterable<WorkerCell>) cells()::iterator) {
			alive += cell.isAlive() ? 1 : 0;
			waiting += cell.waiting();
		}
		return new WorkerStatistics(this.definition.name(), this.slots.length, owned, alive, waiting,
				this.counters.restarts(), this.counters.refused.sum(), this.counters.dropped.sum(),
				this.counters.handedOver.sum(), this.counters.takenOver.sum(), copies(), this.counters.passivated.sum(),
				this.counters.deadLetters.sum(), this.counters.givenUp.sum(), this.counters.merged.sum(),
				this.definition.guarantee());
	}

}
