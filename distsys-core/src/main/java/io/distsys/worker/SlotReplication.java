package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.time.Subscription;
import io.distsys.worker.CopyBundle.Fate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the states of a slot to its backup for as long as this node owns the slot under
 * one grant. One message is under way at a time; meanwhile the next one fills. It travels
 * with those of other slots ({@link CopyLine}). A backup that does not answer is replaced
 * by the next candidate, which is given everything; if there is no candidate the own copy
 * has to do. Messages need no order: each copy has a version, and what is older than it
 * changes nothing. What waits for copies is told on the thread on which the backup's
 * answer arrives; the next message, which may be large, is made on the loop.
 */
final class SlotReplication implements StateKeeper {

	private static final Logger logger = LoggerFactory.getLogger(SlotReplication.class);

	private static final Duration PAUSE = Duration.ofMillis(50);

	/** Whoever has not answered by then may keep copies until the next grant. */
	private static final Duration FORGETTING = Duration.ofSeconds(1);

	/** Leaves room in the largest message that is sent. */
	private static final int MAX_STATE = 8 << 20;

	/** So many workers may have been stopped before what says so is cleared away. */
	private static final int MANY_ENDED = 64;

	private final SlotTenure tenure;

	private final Hosting hosting;

	private final SlotReplica own;

	private final StatePart.Id id;

	private final BackupChoice choice;

	private final BackupQueue queue = new BackupQueue();

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	private Set<NodeId> holders = Set.of();

	private long number;

	private @Nullable StateVersion renewed;

	private boolean opened;

	private boolean underWay;

	private boolean pausing;

	private boolean closed;

	private boolean stale = true;

	private @Nullable NodeId backup;

	private @Nullable Leaving leaving;

	SlotReplication(SlotTenure tenure, Hosting hosting, SlotReplica own) {
		this.tenure = tenure;
		this.hosting = hosting;
		this.own = own;
		this.id = new StatePart.Id(tenure.type().definition().name(), tenure.slot(), tenure.token());
		this.choice = new BackupChoice(hosting.replicas().peers(), this.id);
	}

	@Override
	public CompletionStage<Void> prepare() {
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Take over what a store keeps and nobody here has heard of. Called before the slot
	 * is opened; if the grant has ended by then nothing is taken over.
	 * @return what the store has to be told to know what is known here
	 */
	synchronized List<WorkerStore.Change> adopt(List<WorkerStore.Kept> stored) {
		if (this.closed) {
			return List.of();
		}
		StoreComparison compared = StoreComparison.of(stored, this.own.all());
		for (WorkerStore.Kept kept : compared.unheard()) {
			this.number++;
			StateVersion version = new StateVersion(this.id.token(), this.number);
			byte[] state = kept.state();
			this.own.keep(this.id.token(), List.of((state != null) ? new StateCopy(kept.key(), version, state)
					: StateCopy.started(kept.key(), version)), null);
		}
		return compared.lacking();
	}

	/** Begin to copy what has been recovered. */
	@Override
	public void open(Set<NodeId> told) {
		synchronized (this) {
			this.holders = Set.copyOf(told);
			this.opened = true;
			renew();
		}
		pump();
	}

	/** Called with the monitor, by an owner that has everything. */
	private void renew() {
		StateVersion first = new StateVersion(this.id.token(), this.number + 1);
		int count = this.own.renew(first);
		if (count >= 0) {
			this.number += count;
			this.renewed = first;
		}
	}

	@Override
	public List<String> keys() {
		return this.own.keys();
	}

	@Override
	public boolean has(String key) {
		return this.own.find(key).isPresent();
	}

	@Override
	public CompletionStage<@Nullable Object> load(String key) {
		try {
			return CompletableFuture.completedFuture(this.own.find(key)
				.filter((copy) -> copy.kind() == StateCopy.Kind.STATE)
				.map((copy) -> this.hosting.codec().decode(copy.state()))
				.orElse(null));
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public CompletableFuture<Void> save(String key, Object state, byte[] encoded) {
		if (encoded.length > MAX_STATE) {
			throw new IllegalStateException(
					"The state of worker '" + key + "' of type '" + this.id.type() + "' has " + encoded.length
							+ " bytes, and at most " + MAX_STATE + " are copied to the backup: keep less in a worker");
		}
		return say((version) -> new StateCopy(key, version, encoded));
	}

	@Override
	public CompletableFuture<Void> remember(String key) {
		return say((version) -> this.own.find(key)
			.map((known) -> known.withVersion(version))
			.orElseGet(() -> StateCopy.started(key, version)));
	}

	@Override
	public CompletableFuture<Void> confirm(String key) {
		synchronized (this) {
			if (this.opened && !this.closed && !this.underWay && this.queue.isEmpty()) {
				return CompletableFuture.completedFuture(null);
			}
		}
		return remember(key);
	}

	@Override
	public CompletableFuture<Void> forget(String key, boolean again) {
		CompletableFuture<Void> said = say(
				(version) -> again ? StateCopy.started(key, version) : StateCopy.ended(key, version));
		boolean clears = false;
		synchronized (this) {
			if (this.opened && !this.closed && this.own.isWorthRenewing(MANY_ENDED)) {
				renew();
				this.queue.begin(this.own.all(), this.renewed);
				clears = true;
			}
		}
		if (clears) {
			pump();
		}
		return said;
	}

	private CompletableFuture<Void> say(Function<StateVersion, StateCopy> copies) {
		CompletableFuture<Void> saved = new CompletableFuture<>();
		synchronized (this) {
			StateCopy copy = copies.apply(new StateVersion(this.id.token(), this.number + 1));
			if (this.closed || !this.own.keep(this.id.token(), List.of(copy), null)) {
				saved.completeExceptionally(notSaved());
				return saved;
			}
			this.number++;
			this.queue.add(copy);
			this.waiters.addLast(new Waiter(this.number, saved));
		}
		pump();
		return saved;
	}

	@Override
	public void check() {
		synchronized (this) {
			this.stale = true;
		}
		pump();
	}

	/** The next owner becomes the backup, so that it has everything when it begins. */
	@Override
	public CompletionStage<Void> handOver(@Nullable NodeId next) {
		Leaving left = new Leaving(next, new CompletableFuture<>());
		synchronized (this) {
			if (this.closed) {
				return CompletableFuture.failedFuture(notSaved());
			}
			if (this.leaving != null) {
				this.leaving.done().cancel(false);
			}
			this.leaving = left;
			if (next != null) {
				use(next);
			}
		}
		Subscription limit = this.hosting.loop()
			.schedule(this.hosting.settings().handOverTimeout(), () -> left.done()
				.completeExceptionally(new IllegalStateException("The states of " + this.tenure + " did not reach node "
						+ next + " within " + this.hosting.settings().handOverTimeout())));
		pump();
		return left.done().whenCompleteAsync((ignored, failure) -> limit.close(), this.hosting.loop());
	}

	private void pump() {
		List<CompletableFuture<Void>> safe = new ArrayList<>();
		NodeId to = null;
		BackupQueue.Batch batch = null;
		synchronized (this) {
			if (!this.opened || this.closed || this.underWay || this.pausing) {
				return;
			}
			to = chosen();
			if (to == null) {
				this.queue.clear();
				confirm(this.queue.last(), safe);
			}
			else {
				batch = this.queue.next(ReplicaStore.MESSAGE_BYTES);
				this.underWay = !batch.isEmpty();
			}
			ended(safe);
		}
		if (to != null && batch != null && !batch.isEmpty()) {
			send(to, batch);
		}
		safe.forEach((done) -> done.complete(null));
	}

	/** Called with the monitor. */
	private @Nullable NodeId chosen() {
		boolean given = this.leaving != null && this.leaving.next() != null;
		if (this.stale && !given) {
			this.stale = false;
			use(this.choice.best(this.backup));
		}
		return this.backup;
	}

	/** Called with the monitor. */
	private void use(@Nullable NodeId node) {
		if (node != null && !node.equals(this.backup)) {
			logger.debug("A slot has another backup slot={} from={} to={}", this.tenure, this.backup, node);
			this.queue.begin(this.own.all(), this.renewed);
		}
		this.backup = node;
	}

	private void send(NodeId to, BackupQueue.Batch batch) {
		byte[] message = new ReplicaMessage.Keep(this.id, batch.copies(), batch.completes()).encode();
		this.hosting.replicas().lines().to(to).send(message, (fate) -> onReply(to, batch, fate));
	}

	private void onReply(NodeId to, BackupQueue.Batch batch, Fate fate) {
		List<CompletableFuture<Void>> safe = new ArrayList<>();
		boolean more;
		synchronized (this) {
			this.underWay = false;
			if (fate == Fate.KEPT) {
				this.choice.answered(to);
				arrived(to, batch, safe);
			}
			else if (fate == Fate.UNKNOWN) {
				this.queue.putBack(batch);
				failed(to);
			}
			more = this.stale || !this.queue.isEmpty();
		}
		if (fate == Fate.OUTDATED) {
			logger.debug("A later grant of a slot is known to its backup slot={} backup={}", this.tenure, to);
			close();
			return;
		}
		safe.forEach((done) -> done.complete(null));
		if (more) {
			this.hosting.loop().execute(this::pump);
		}
	}

	/** Called with the monitor. */
	private void arrived(NodeId to, BackupQueue.Batch batch, List<CompletableFuture<Void>> safe) {
		if (to.equals(this.backup)) {
			confirm(batch.confirms(), safe);
			ended(safe);
			// The next owner has no backup of its own yet, and lets them forget when it
			// has.
			boolean staysOwner = this.leaving == null;
			if (this.queue.isEmpty() && !this.holders.isEmpty() && staysOwner) {
				forget(to);
			}
		}
		else {
			this.queue.putBack(batch);
		}
	}

	/**
	 * Owner and backup have all of it. Called with the monitor. A call, and no cast: what
	 * a node is asked to keep next must not overtake it, and does not while it is in
	 * flight on the lane.
	 */
	private void forget(NodeId except) {
		byte[] message = new ReplicaMessage.Forget(this.id).encode();
		this.holders.stream()
			.filter((node) -> !node.equals(except))
			.forEach((node) -> this.hosting.replicas()
				.messenger()
				.call(node, Lane.BULK, ReplicaMessage.ADDRESS, message, FORGETTING));
		this.holders = Set.of();
	}

	/** Called with the monitor. */
	private void failed(NodeId to) {
		logger.debug("A backup does not answer slot={} backup={}", this.tenure, to);
		this.choice.failed(to);
		this.stale = true;
		this.pausing = true;
		this.hosting.loop().schedule(PAUSE, () -> {
			synchronized (this) {
				this.pausing = false;
			}
			pump();
		});
	}

	/** Called with the monitor. */
	private void confirm(long upTo, List<CompletableFuture<Void>> safe) {
		Waiter first = this.waiters.peekFirst();
		while (first != null && first.number() <= upTo) {
			safe.add(first.done());
			this.waiters.removeFirst();
			first = this.waiters.peekFirst();
		}
	}

	/** Called with the monitor. */
	private void ended(List<CompletableFuture<Void>> safe) {
		if (this.leaving != null && this.queue.isEmpty() && !this.underWay) {
			safe.add(this.leaving.done());
		}
	}

	@Override
	public void close() {
		List<CompletableFuture<Void>> lost = new ArrayList<>();
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			this.waiters.forEach((waiter) -> lost.add(waiter.done()));
			this.waiters.clear();
			this.queue.clear();
			if (this.leaving != null) {
				lost.add(this.leaving.done());
			}
		}
		lost.forEach((done) -> done.completeExceptionally(notSaved()));
	}

	private StateNotSavedException notSaved() {
		return new StateNotSavedException("Slot " + this.tenure.slot() + " of worker type '" + this.id.type()
				+ "' was lost on node " + this.hosting.self().abbreviated()
				+ " before the state of its worker was on a backup: it may be kept or not");
	}

	private record Waiter(long number, CompletableFuture<Void> done) {

	}

	private record Leaving(@Nullable NodeId next, CompletableFuture<Void> done) {

	}

}
