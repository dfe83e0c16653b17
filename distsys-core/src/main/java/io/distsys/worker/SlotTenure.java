package io.distsys.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Fence;
import io.distsys.ownership.Grant;
import io.distsys.time.Subscription;
import io.distsys.worker.SupervisorAnswer.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time for which this node owns a slot under one grant: opening, open, closing (moves
 * in order), closed. It counts what runs and waits in it, so that it knows when it is
 * quiet.
 */
final class SlotTenure {

	private static final Logger logger = LoggerFactory.getLogger(SlotTenure.class);

	private final HostedType type;

	private final int slot;

	private final Grant grant;

	private final Hosting hosting;

	private volatile @Nullable Map<String, WorkerCell> cells;

	private volatile State state = State.OPENING;

	private final Map<String, SlotState.Entry> aside = new ConcurrentHashMap<>(2);

	private int busy;

	private @Nullable CompletableFuture<Void> quiet;

	private @Nullable CompletableFuture<SlotState> snapshot;

	private final @Nullable StateKeeper keeper;

	private final GivenUpMail givenUp = new GivenUpMail(this);

	SlotTenure(HostedType type, int slot, Grant grant, Hosting hosting) {
		this.type = type;
		this.slot = slot;
		this.grant = grant;
		this.hosting = hosting;
		this.keeper = type.keeper(this);
	}

	/** Keeps the states of its workers, or {@literal null} if none are to be kept. */
	@Nullable StateKeeper keeper() {
		return this.keeper;
	}

	Hosting hosting() {
		return this.hosting;
	}

	HostedType type() {
		return this.type;
	}

	int slot() {
		return this.slot;
	}

	Fence fence() {
		return this.grant.fence();
	}

	long token() {
		return this.grant.fence().token().value();
	}

	boolean isOpening() {
		return this.state == State.OPENING;
	}

	boolean isOpen() {
		return this.state == State.OPEN;
	}

	boolean isClosed() {
		return this.state == State.CLOSED;
	}

	/** Whether its workers may still act. */
	boolean mayRun() {
		return !isClosed() && fence().isHeld();
	}

	/** What becomes of messages that are not handled to a good end. */
	GivenUpMail givenUp() {
		return this.givenUp;
	}

	Stream<WorkerCell> cells() {
		Map<String, WorkerCell> all = this.cells;
		return (all != null) ? all.values().stream() : Stream.empty();
	}

	private Collection<WorkerCell> allCells() {
		return cells().toList();
	}

	@Nullable WorkerCell find(String key) {
		Map<String, WorkerCell> all = this.cells;
		return (all != null) ? all.get(key) : null;
	}

	/** The worker of a key; made if there is none. */
	synchronized WorkerCell cell(String key) {
		Map<String, WorkerCell> all = this.cells;
		if (all == null) {
			all = new ConcurrentHashMap<>();
			this.cells = all;
		}
		return all.computeIfAbsent(key, (ignored) -> new WorkerCell(this, key, this.hosting));
	}

	synchronized void open() {
		if (this.state == State.OPENING) {
			this.state = State.OPEN;
		}
	}

	/**
	 * Put a call into the mailbox of its worker.
	 * @return why not, or {@literal null} if it waits there now
	 */
	@Nullable Refusal accept(WorkerCall call) {
		if (!this.grant.fence().isHeld()) {
			return this.hosting.closedRefusal();
		}
		if (!enter()) {
			return Refusal.NOT_OWNER;
		}
		Refusal refusal = offer(call);
		if (refusal != null) {
			leave();
		}
		return refusal;
	}

	private @Nullable Refusal offer(WorkerCall call) {
		String key = call.message().key();
		if (call.message().kind() == WorkerMessage.Kind.LOOK) {
			look(call, key);
			return null;
		}
		if (call.message().kind() == WorkerMessage.Kind.SEND && find(key) == null && !isKept(key)) {
			return Refusal.NO_SUCH_ADDRESS;
		}
		WorkerCell cell = cell(key);
		Refusal refusal = cell.offer(call);
		while (refusal != null && cell.isRetired()) {
			retire(cell);
			cell = cell(key);
			refusal = cell.offer(call);
		}
		return refusal;
	}

	private void look(WorkerCall call, String key) {
		WorkerCell cell = find(key);
		boolean alive = cell != null && cell.isAlive();
		Code code = alive ? Code.RUNNING : isKept(key) ? Code.ASLEEP : Code.ABSENT;
		call.answer(new Reply.Answered(new SupervisorAnswer(code, this.hosting.self()).encode()));
		call.leave(this);
	}

	/** A cell has nothing to remember any more. */
	void retire(WorkerCell retired) {
		Map<String, WorkerCell> all = this.cells;
		if (all != null) {
			all.remove(retired.key(), retired);
		}
	}

	/** Keep the state of a worker that is put aside until it is called. */
	void putAside(SlotState.Entry state) {
		this.aside.put(state.key(), state);
	}

	SlotState.@Nullable Entry takeAside(String key) {
		return this.aside.remove(key);
	}

	boolean isAside(String key) {
		return this.aside.containsKey(key);
	}

	/** Whether something is kept of a worker from which it would go on. */
	boolean isKept(String key) {
		return (this.keeper != null && this.keeper.has(key)) || isAside(key);
	}

	/** Something begins in an open slot; each success is followed by a {@link #leave}. */
	synchronized boolean enter() {
		if (this.state != State.OPEN) {
			return false;
		}
		this.busy++;
		return true;
	}

	void leave() {
		CompletableFuture<Void> done = null;
		synchronized (this) {
			this.busy--;
			if (this.busy == 0) {
				done = this.quiet;
			}
		}
		if (done != null) {
			done.complete(null);
		}
	}

	/**
	 * Have something done by whoever runs a worker, before its next message.
	 */
	WorkerOrders.Given order(String key, Consumer<WorkerCell> order) {
		if (!enter()) {
			return WorkerOrders.Given.GONE;
		}
		WorkerOrders.Given given = WorkerOrders.Given.GONE;
		boolean retired = true;
		while (given == WorkerOrders.Given.GONE && retired) {
			WorkerCell cell = cell(key);
			given = cell.order(() -> carryOut(cell, order));
			retired = cell.isRetired();
			if (retired) {
				retire(cell);
			}
		}
		if (given != WorkerOrders.Given.GIVEN) {
			leave();
		}
		return given;
	}

	private void carryOut(WorkerCell cell, Consumer<WorkerCell> order) {
		try {
			order.accept(cell);
		}
		finally {
			leave();
		}
	}

	/** Make the workers whose state has come from the former owner. */
	void restore(SlotState restored) {
		for (SlotState.Entry entry : restored.entries()) {
			if (isClosed()) {
				return;
			}
			cell(entry.key()).life().restore(entry.state());
		}
	}

	/** Have the workers run that have a state. Called once it is open. */
	void startKept() {
		eachKept(this::startKept);
	}

	/** They were not handed over: the node that had them is gone. */
	void tellOfTakeOver() {
		eachKept((key) -> {
			this.type.counters().restarted(RestartReason.NODE_LOST);
			this.hosting.publish(new WorkerEvent.WorkerTakenOver(this.type.definition().name(), key));
		});
	}

	private void eachKept(Consumer<String> action) {
		boolean again = this.type.definition().restart() != Restart.TEMPORARY;
		List<String> keys = (this.keeper != null && again) ? this.keeper.keys() : List.of();
		if (!keys.isEmpty()) {
			this.hosting.executor().execute(() -> keys.forEach(action));
		}
	}

	/** Have a worker run that is to run. Called once it is open. */
	void startKept(String key) {
		if (this.type.isFull()) {
			return;
		}
		WorkerCell cell = cell(key);
		while (!cell.start() && cell.isRetired()) {
			retire(cell);
			cell = cell(key);
		}
	}

	/** Take nothing new, finish what is here, and send the state. */
	CompletionStage<Void> release(@Nullable NodeId next) {
		return whenQuiet().thenCompose((ignored) -> snapshot())
			.thenCompose((taken) -> send(taken, next))
			.thenCompose((sent) -> (this.keeper != null) ? this.keeper.handOver(next)
					: CompletableFuture.completedFuture(null));
	}

	private CompletableFuture<Void> whenQuiet() {
		CompletableFuture<Void> attempt = new CompletableFuture<>();
		CompletableFuture<Void> all;
		synchronized (this) {
			if (this.state == State.OPENING || this.state == State.OPEN) {
				this.state = State.CLOSING;
			}
			if (this.quiet == null) {
				this.quiet = new CompletableFuture<>();
			}
			all = this.quiet;
			if (this.busy == 0) {
				all.complete(null);
			}
		}
		if (all.isDone()) {
			return all;
		}
		Subscription limit = this.hosting.loop().schedule(this.hosting.settings().drainTimeout(), () -> {
			List<String> busyOnes = unfinished();
			allCells().forEach((cell) -> cell.abandon(Refusal.NOT_OWNER));
			this.hosting.activities().execute(this::giveUpReplies);
			attempt.completeExceptionally(new IllegalStateException("Workers of " + this + " are still busy after "
					+ this.hosting.settings().drainTimeout() + " and were interrupted: " + busyOnes));
		});
		all.thenRun(() -> {
			limit.close();
			attempt.complete(null);
		});
		return attempt;
	}

	/** Not on the loop: it encodes. */
	private void giveUpReplies() {
		allCells().forEach(WorkerCell::giveUpStages);
		if (this.keeper != null) {
			this.keeper.giveUpWaiting();
		}
	}

	/** What of it is not done yet, for people. */
	List<String> unfinished() {
		return cells().flatMap((cell) -> cell.unfinished().stream()).sorted().toList();
	}

	private CompletionStage<SlotState> snapshot() {
		CompletableFuture<SlotState> taken = new CompletableFuture<>();
		synchronized (this) {
			if (this.snapshot != null) {
				return this.snapshot;
			}
			this.snapshot = taken;
		}
		if (this.cells == null && this.aside.isEmpty()) {
			taken.complete(SlotState.EMPTY);
			return taken;
		}
		this.hosting.activities().execute(() -> {
			try {
				List<SlotState.Entry> entries = new ArrayList<>();
				allCells().forEach((cell) -> cell.leave().ifPresent(entries::add));
				entries.addAll(this.aside.values());
				taken.complete(new SlotState(entries));
			}
			catch (RuntimeException | Error ex) {
				taken.completeExceptionally(ex);
				throw ex;
			}
		});
		return taken;
	}

	private CompletionStage<Void> send(SlotState taken, @Nullable NodeId next) {
		int count = taken.entries().size();
		if (count == 0) {
			return CompletableFuture.completedFuture(null);
		}
		if (next == null) {
			this.type.counters().dropped.add(count);
			logger.warn("The state of workers is dropped, no node can take the slot slot={} workers={}", this, count);
			return CompletableFuture.completedFuture(null);
		}
		return this.hosting.sender()
			.send(next, this.type.definition().name(), this.slot, token(), taken)
			.thenRun(() -> {
				this.type.counters().handedOver.add(count);
				logger.debug("Handed over slot={} workers={} next={}", this, count, next);
			});
	}

	/** End at once. What runs is interrupted before anything waits for a thread. */
	void close() {
		Refusal refusal = this.hosting.closedRefusal();
		synchronized (this) {
			if (this.state == State.CLOSED) {
				return;
			}
			this.state = State.CLOSED;
			this.snapshot = CompletableFuture.completedFuture(new SlotState(List.of()));
		}
		if (this.keeper != null) {
			this.keeper.close();
		}
		if (this.cells != null) {
			cells().forEach(WorkerCell::endAtOnce);
			this.hosting.activities().execute(() -> close(refusal));
		}
	}

	/** Nobody waits for the end of a worker that is stopped before another one. */
	private void close(Refusal refusal) {
		List<WorkerCell> idle = cells().filter((cell) -> cell.close(refusal)).toList();
		idle.forEach((cell) -> cell.life().stop());
	}

	@Override
	public String toString() {
		return this.type.definition().name() + "/" + this.slot + "@" + token();
	}

	private enum State {

		OPENING, OPEN, CLOSING, CLOSED

	}

}
