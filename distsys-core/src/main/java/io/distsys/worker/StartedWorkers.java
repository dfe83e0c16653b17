package io.distsys.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.distsys.available.AvailableNode;
import io.distsys.available.AvailablePlan;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.EventLoop;
import io.distsys.worker.StartedMessage.Item;
import io.distsys.worker.StartedMessage.Slot;
import org.jspecify.annotations.Nullable;

/**
 * Which workers of {@link io.distsys.ownership.Guarantee#AVAILABLE available} types are
 * to run. The owner of a slot tells the {@value #COPIES} nodes that would have it next,
 * so that they need to ask nobody when they do. Whoever knows of a slot that another node
 * owns tells that owner, once for each of its grants: so what was said on the other side
 * of a cut, or to an owner that was lost, comes together at the one that is kept. A node
 * that is not one of the next any more then forgets it.
 */
final class StartedWorkers {

	/** So many nodes besides the owner know which workers are to run. */
	static final int COPIES = 2;

	private final Map<Slot, Kept> slots = new ConcurrentHashMap<>();

	private final Map<NodeId, StartedLine> lines = new ConcurrentHashMap<>();

	private final AvailableNode nodes;

	private final Messenger messenger;

	private final EventLoop loop;

	private final NodeId self;

	private final Map<String, HostedType> types;

	private final Listener listener;

	/**
	 * @param types the types that this node runs
	 * @param listener told of what others have said
	 */
	StartedWorkers(AvailableNode nodes, Messenger messenger, EventLoop loop, Map<String, HostedType> types,
			Listener listener) {
		this.nodes = nodes;
		this.messenger = messenger;
		this.loop = loop;
		this.self = messenger.self();
		this.types = types;
		this.listener = listener;
	}

	private Kept kept(Slot slot) {
		return this.slots.computeIfAbsent(slot, (ignored) -> new Kept());
	}

	/** Do something to what is known of a slot; it is not forgotten meanwhile. */
	private <R> R in(Slot slot, Function<Kept, R> action) {
		List<R> result = new ArrayList<>(1);
		this.slots.compute(slot, (ignored, present) -> {
			Kept known = (present != null) ? present : new Kept();
			result.add(action.apply(known));
			return known;
		});
		return result.get(0);
	}

	private @Nullable StartedSlot words(Slot slot) {
		Kept known = this.slots.get(slot);
		return (known != null) ? known.words : null;
	}

	boolean runs(Slot slot, String key) {
		StartedSlot words = words(slot);
		return words != null && words.runs(key);
	}

	/** The version of what was said last of a worker. */
	long version(Slot slot, String key) {
		StartedSlot words = words(slot);
		return (words != null) ? words.version(key) : StartedSlot.UNKNOWN;
	}

	/** The version of what was said last of a worker if it is to run by it. */
	long runsSince(Slot slot, String key) {
		StartedSlot words = words(slot);
		return (words != null) ? words.runsSince(key) : StartedSlot.UNKNOWN;
	}

	/** Whether a worker was stopped after a word about it. */
	boolean wasStoppedAfter(Slot slot, String key, long version) {
		return version(slot, key) > version && !runs(slot, key);
	}

	/** The workers of a slot that are to run. */
	List<String> keys(Slot slot) {
		StartedSlot words = words(slot);
		return (words != null) ? words.keys() : List.of();
	}

	/** How many workers of a type this node knows to be to run, wherever. */
	int size(String type) {
		return this.slots.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().type().equals(type))
			.mapToInt((entry) -> entry.getValue().words.size())
			.sum();
	}

	/**
	 * Say whether a worker of a slot that this node owns is to run. May be called by any
	 * thread.
	 * @param token of the grant
	 * @return completes when those that are to know it do, or have not answered in time
	 */
	CompletableFuture<Void> say(Slot slot, String key, boolean runs, long token) {
		StartedWord word = in(slot, (known) -> known.words.say(key, runs, token));
		Kept known = kept(slot);
		List<Item> items = List.of(new Item(slot, word, false));
		return CompletableFuture
			.allOf(known.told.stream().map((node) -> line(node).tell(items)).toArray(CompletableFuture<?>[]::new));
	}

	/**
	 * Tell the next owner of a slot everything.
	 * @return completes when it knows it; exceptionally if it has not answered
	 */
	CompletableFuture<Void> handOver(Slot slot, NodeId next) {
		return line(next).tell(items(slot)).thenAccept((arrived) -> {
			if (!arrived) {
				throw new IllegalStateException(
						"Node " + next + " was not told which workers of " + slot + " are to run");
			}
		});
	}

	private List<Item> items(Slot slot) {
		StartedSlot words = words(slot);
		return (words == null) ? List.of() : words.all().stream().map((word) -> new Item(slot, word, false)).toList();
	}

	private StartedLine line(NodeId node) {
		return this.lines.computeIfAbsent(node, (to) -> new StartedLine(to, this.messenger, this.loop, this::isThere));
	}

	private boolean isThere(NodeId node) {
		return this.nodes.plan().nodes().containsKey(node);
	}

	/** Look who has to be told something because nodes have come or gone. On the loop. */
	void check() {
		this.lines.entrySet().removeIf((line) -> {
			boolean gone = !isThere(line.getKey());
			if (gone) {
				line.getValue().close();
			}
			return gone;
		});
		this.slots.forEach(this::check);
	}

	/** A slot of this node's has an owner. On the loop. */
	void check(ResourceKey key) {
		this.types.values()
			.stream()
			.filter((type) -> type.slotName().equals(key.name()))
			.map((type) -> new Slot(type.definition().name(), key.index()))
			.forEach((slot) -> check(slot, kept(slot)));
	}

	private void check(Slot slot, Kept known) {
		ResourceKey key = SlotTenant.key(slot.type(), slot.index());
		Ownership row = this.nodes.view().find(key).orElse(null);
		AvailablePlan plan = this.nodes.plan();
		if (row == null || (plan == known.plan && row.equals(known.row))) {
			return;
		}
		known.plan = plan;
		known.row = row;
		List<NodeId> order = plan.order(key);
		if (row.node().equals(this.self)) {
			known.informed = null;
			tellNext(slot, known, order.stream().filter((node) -> !node.equals(this.self)).limit(COPIES).toList());
			return;
		}
		known.told = Set.of();
		Informed informed = new Informed(row.node(), row.token().value());
		if (!known.words.isEmpty() && !informed.equals(known.informed)) {
			known.informed = informed;
			boolean leaves = order.stream().limit(COPIES + 1L).noneMatch(this.self::equals);
			List<StartedWord> said = known.words.all();
			line(row.node()).tell(said.stream().map((word) -> new Item(slot, word, leaves)).toList())
				.thenAccept((arrived) -> this.loop
					.execute(() -> ownerKnows(slot, known, informed, arrived, leaves ? said : null)));
		}
	}

	/**
	 * The owner has been told, or not. On the loop.
	 * @param leaving what is forgotten if nothing was said since, or {@literal null}
	 */
	private void ownerKnows(Slot slot, Kept known, Informed informed, boolean arrived,
			@Nullable List<StartedWord> leaving) {
		if (!informed.equals(known.informed)) {
			return;
		}
		if (!arrived) {
			known.informed = null;
			known.plan = null;
		}
		else if (leaving != null) {
			this.slots.computeIfPresent(slot,
					(ignored, present) -> (present == known && known.words.all().equals(leaving)) ? null : present);
		}
	}

	/** Who is new among the next is told everything. */
	private void tellNext(Slot slot, Kept known, List<NodeId> next) {
		Set<NodeId> before = known.told;
		if (before.size() == next.size() && before.containsAll(next)) {
			return;
		}
		known.told = Set.copyOf(next);
		next.stream().filter((node) -> !before.contains(node)).forEach((node) -> line(node).tell(items(slot)));
	}

	void receive(Message received, Replier replier) {
		Map<Slot, List<StartedWord>> news = new HashMap<>();
		Set<Slot> left = new HashSet<>();
		Set<String> unknown = new TreeSet<>();
		for (Item item : StartedMessage.decode(received.payload()).words()) {
			if (!this.types.containsKey(item.slot().type())) {
				unknown.add(item.slot().type());
				continue;
			}
			if (in(item.slot(), (known) -> known.words.merge(item.word()))) {
				news.computeIfAbsent(item.slot(), (ignored) -> new ArrayList<>()).add(item.word());
			}
			if (item.leaves()) {
				left.add(item.slot());
			}
		}
		replier.reply(new Reply.Answered(new StartedAnswer(unknown).encode()));
		this.loop.execute(() -> {
			left.forEach((slot) -> forgotten(slot, received.sender()));
			news.forEach(this::heard);
		});
	}

	/** A node has forgotten what it was told. */
	private void forgotten(Slot slot, NodeId node) {
		Kept known = kept(slot);
		Set<NodeId> still = new HashSet<>(known.told);
		if (still.remove(node)) {
			known.told = Set.copyOf(still);
			known.plan = null;
		}
	}

	/** Others have said something new; the next nodes are to know it too. */
	private void heard(Slot slot, List<StartedWord> words) {
		List<Item> items = words.stream().map((word) -> new Item(slot, word, false)).toList();
		Kept known = kept(slot);
		known.plan = null;
		known.told.forEach((node) -> line(node).tell(items));
		this.listener.heard(slot, words);
	}

	/** Told on the loop of what others have said. */
	interface Listener {

		/**
		 * Words about workers that were not known here.
		 * @param slot their slot
		 * @param words what is said
		 */
		void heard(Slot slot, List<StartedWord> words);

	}

	/**
	 * What is known of one slot, and who else knows it. The latter is set on the loop.
	 */
	private static final class Kept {

		private final StartedSlot words = new StartedSlot();

		/** While this node owns the slot: those that are told of each change. */
		private volatile Set<NodeId> told = Set.of();

		/** What was looked at last, {@literal null} if it is to be looked at again. */
		private @Nullable AvailablePlan plan;

		private @Nullable Ownership row;

		/** While another one does: the grant whose owner was told. */
		private @Nullable Informed informed;

	}

	/** The owner of a slot under a grant. */
	private record Informed(NodeId node, long token) {

	}

}
