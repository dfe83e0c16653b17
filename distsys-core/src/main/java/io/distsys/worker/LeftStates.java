package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Owners;
import io.distsys.ownership.Ownership;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States of workers that wait on this node for whoever runs the workers: for this node to
 * have their slot, or for another one that has. With
 * {@link io.distsys.ownership.Guarantee#AVAILABLE} a node can be given states and see,
 * before it begins, a third one that is to have the slot; then it passes them on. States
 * are on their way for {@link #KEPT} in all. A node uses those that come twice once.
 */
final class LeftStates implements StateSender {

	/** How long states are on their way at the most. */
	static final Duration KEPT = Duration.ofMinutes(1);

	private static final Logger logger = LoggerFactory.getLogger(LeftStates.class);

	private static final Duration ATTEMPT = Duration.ofSeconds(2);

	private static final long CAPACITY = 256L << 20;

	/** So many of those that were used are remembered. */
	private static final int REMEMBERED = 16_384;

	private static final byte[] NOTHING = new byte[0];

	private static final Comparator<LeftState> BY_GRANT = Comparator
		.<LeftState>comparingLong((left) -> left.id().slot().token())
		.thenComparing((left) -> left.id().origin())
		.thenComparingInt((left) -> left.id().part());

	private final Messenger messenger;

	private final Owners owners;

	private final MonotonicClock clock;

	private final Map<String, HostedType> types;

	private final StartedWorkers started;

	private final Consumer<Lost> listener;

	/** Guarded by this, like all that follows. */
	private final Map<LeftState.Id, Waiting> waiting = new LinkedHashMap<>();

	private final Set<LeftState.Id> used = Collections.newSetFromMap(new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<LeftState.Id, Boolean> eldest) {
			return size() > REMEMBERED;
		}

	});

	private long size;

	private boolean closed;

	/**
	 * @param owners say who has a slot
	 * @param types the types that this node runs
	 * @param started knows which workers are to run
	 * @param listener told of what is given up, by any thread; must not block
	 */
	LeftStates(Messenger messenger, Owners owners, MonotonicClock clock, Map<String, HostedType> types,
			StartedWorkers started, Consumer<Lost> listener) {
		this.messenger = messenger;
		this.owners = owners;
		this.clock = clock;
		this.types = types;
		this.started = started;
		this.listener = listener;
	}

	/** If it is this node that is next they wait here. */
	@Override
	public CompletionStage<Void> send(NodeId next, String type, int slot, long token, SlotState state) {
		List<LeftState> parts = LeftState.split(new StatePart.Id(type, slot, token), this.messenger.self(), KEPT,
				state.entries());
		if (next.equals(this.messenger.self())) {
			parts.forEach(this::keepOrGiveUp);
			return CompletableFuture.completedFuture(null);
		}
		CompletionStage<Void> sent = CompletableFuture.completedFuture(null);
		for (LeftState part : parts) {
			sent = sent.thenCompose((ignored) -> deliver(part, next));
		}
		return sent;
	}

	private CompletionStage<Void> deliver(LeftState part, NodeId next) {
		return send(part, next).thenApply((delivered) -> {
			if (delivered == Delivery.IMPOSSIBLE) {
				giveUp(part, "they cannot be sent to node " + next);
			}
			else if (delivered == Delivery.NOT_YET) {
				throw new IllegalStateException("The states of " + part.id() + " have not arrived at node " + next);
			}
			return null;
		});
	}

	private CompletionStage<Delivery> send(LeftState part, NodeId to) {
		try {
			return this.messenger.call(to, Lane.BULK, LeftState.ADDRESS, part.encode(), ATTEMPT)
				.thenApply((reply) -> (reply instanceof Reply.Answered) ? Delivery.ARRIVED
						: (reply instanceof Reply.Failed) ? Delivery.IMPOSSIBLE : Delivery.NOT_YET);
		}
		catch (IllegalArgumentException ex) {
			logger.warn("States of workers cannot be sent id={} to={}", part.id(), to, ex);
			return CompletableFuture.completedFuture(Delivery.IMPOSSIBLE);
		}
	}

	void receive(Message received, Replier replier) {
		LeftState part = LeftState.decode(received.payload());
		HostedType type = this.types.get(part.id().slot().type());
		if (type == null || part.id().slot().slot() >= type.definition().slots()) {
			replier.reply(new Reply.Refused(Refusal.NO_SUCH_ADDRESS,
					Wire.utf8("this node does not run worker type '" + part.id().slot().type() + "'")));
			return;
		}
		if (!keep(part)) {
			replier.reply(new Reply.Refused(Refusal.BUFFER_FULL, NOTHING));
			return;
		}
		replier.reply(new Reply.Answered(NOTHING));
		SlotTenure open = type.slot(part.id().slot().slot()).open();
		if (open != null) {
			use(open);
		}
	}

	private void keepOrGiveUp(LeftState part) {
		if (!keep(part)) {
			giveUp(part, "too many wait on this node, or it has ended");
		}
	}

	private synchronized boolean keep(LeftState part) {
		if (this.used.contains(part.id()) || this.waiting.containsKey(part.id())) {
			return true;
		}
		if (this.closed || this.size + part.size() > CAPACITY) {
			return false;
		}
		this.waiting.put(part.id(), new Waiting(part, this.clock.nanos()));
		this.size += part.size();
		return true;
	}

	/** Take what waits for a slot, to be used: in the order of the grants. */
	synchronized List<LeftState> take(String type, int slot) {
		if (this.waiting.isEmpty()) {
			return List.of();
		}
		List<LeftState> taken = this.waiting.values()
			.stream()
			.filter((one) -> !one.underWay && one.left.id().slot().type().equals(type)
					&& one.left.id().slot().slot() == slot)
			.map((one) -> one.left.within(left(one)))
			.sorted(BY_GRANT)
			.toList();
		taken.forEach((left) -> {
			remove(left.id());
			this.used.add(left.id());
		});
		return taken;
	}

	/** Who took them could not use them: they wait again. */
	void giveBack(LeftState left) {
		synchronized (this) {
			this.used.remove(left.id());
		}
		keepOrGiveUp(left);
	}

	/** Use what waits for a slot that is open here. */
	void use(SlotTenure open) {
		List<LeftState> taken = take(open.type().definition().name(), open.slot());
		if (!taken.isEmpty()) {
			taken.forEach((left) -> new StateMerge(open, left, this).run());
		}
	}

	/**
	 * Use what waits for slots of this node, give up what has waited for too long, and
	 * send the rest to those who have the slots.
	 */
	void passOn() {
		Map<Waiting, NodeId> leaving = new HashMap<>();
		List<Waiting> late = new ArrayList<>();
		List<SlotTenure> open = new ArrayList<>();
		synchronized (this) {
			for (Waiting one : List.copyOf(this.waiting.values())) {
				SlotTenure own = open(one.left.id());
				NodeId owner = ownerOf(one.left.id());
				if (one.underWay) {
					continue;
				}
				if (own != null) {
					open.add(own);
				}
				else if (left(one).isNegative()) {
					remove(one.left.id());
					late.add(one);
				}
				else if (owner != null) {
					one.underWay = true;
					leaving.put(one, owner);
				}
			}
		}
		open.forEach(this::use);
		late.forEach((one) -> giveUp(one.left, "nobody could use them for " + KEPT));
		leaving.forEach((one, owner) -> send(one.left.within(left(one)), owner)
			.whenComplete((delivery, failure) -> onDelivery(one, delivery == Delivery.ARRIVED)));
	}

	private @Nullable SlotTenure open(LeftState.Id id) {
		HostedType type = this.types.get(id.slot().type());
		return (type != null) ? type.slot(id.slot().slot()).open() : null;
	}

	/** This node ends: nobody will be given what waits here. */
	void close() {
		List<Waiting> all;
		synchronized (this) {
			this.closed = true;
			all = List.copyOf(this.waiting.values());
			this.waiting.clear();
			this.size = 0;
		}
		all.forEach((one) -> giveUp(one.left, "this node has ended, and no other one has said that it has them"));
	}

	/** Another node that has the slot, and not under the grant that has ended. */
	private @Nullable NodeId ownerOf(LeftState.Id id) {
		return this.owners.find(SlotTenant.key(id.slot().type(), id.slot().slot()))
			.filter((row) -> row.state() != Ownership.State.RELEASING && !row.node().equals(this.messenger.self()))
			.filter((row) -> !row.node().equals(id.origin()) || row.token().value() != id.slot().token())
			.map(Ownership::node)
			.orElse(null);
	}

	private Duration left(Waiting one) {
		return one.left.patience().minusNanos(this.clock.nanos() - one.sinceNanos);
	}

	/** Called with the monitor. */
	private void remove(LeftState.Id id) {
		Waiting removed = this.waiting.remove(id);
		if (removed != null) {
			this.size -= removed.left.size();
		}
	}

	private void giveUp(LeftState left, String reason) {
		logger.warn("States of workers are lost slot={} origin={} workers={} reason=\"{}\"", left.id().slot(),
				left.id().origin(), left.entries().size(), reason);
		HostedType type = this.types.get(left.id().slot().type());
		if (type != null) {
			type.counters().dropped.add(left.entries().size());
		}
		left.entries().forEach((entry) -> lost(left, entry, reason));
	}

	private void lost(LeftState left, SlotState.Entry entry, String reason) {
		this.listener.accept(new Lost(left.id().slot().type(), entry.key(), reason));
	}

	/**
	 * Whether a state is of no use, since its worker was stopped after it was made and
	 * its node did not know. That is told.
	 */
	boolean isObsolete(LeftState left, SlotState.Entry entry) {
		boolean stopped = wasStopped(left, entry);
		if (stopped) {
			lost(left, entry, "the worker was stopped on the other side of a cut");
		}
		return stopped;
	}

	boolean wasStopped(LeftState left, SlotState.Entry entry) {
		StartedMessage.Slot slot = new StartedMessage.Slot(left.id().slot().type(), left.id().slot().slot());
		return this.started.wasStoppedAfter(slot, entry.key(), entry.version());
	}

	private synchronized void onDelivery(Waiting one, boolean arrived) {
		one.underWay = false;
		if (arrived) {
			remove(one.left.id());
			logger.debug("States of workers were passed on id={}", one.left.id());
		}
	}

	synchronized boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	/**
	 * The state of a worker that was given up.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param reason why
	 */
	record Lost(String type, String key, String reason) {

	}

	private static final class Waiting {

		private final LeftState left;

		private final long sinceNanos;

		private boolean underWay;

		private Waiting(LeftState left, long sinceNanos) {
			this.left = left;
			this.sinceNanos = sinceNanos;
		}

	}

	private enum Delivery {

		ARRIVED, NOT_YET, IMPOSSIBLE

	}

}
