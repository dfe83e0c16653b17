package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker: its mailbox, its instance, and its supervision. It stands in the executor
 * at most once, and whoever runs it there is the only one who touches the instance; after
 * a few messages it lets others run.
 */
final class WorkerCell implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(WorkerCell.class);

	private static final int MESSAGES_IN_A_ROW = 64;

	private final SlotTenure tenure;

	private final String key;

	private final Hosting hosting;

	private final Deque<WorkerCall> mailbox = new ArrayDeque<>(2);

	private boolean scheduled;

	private boolean pausing;

	private boolean ended;

	private boolean stopWanted;

	private boolean startWanted;

	private @Nullable Thread runner;

	private @Nullable Crash reported;

	private @Nullable CompletableFuture<@Nullable Object> loading;

	private final WorkerCrashes crashes;

	private final WorkerLife life;

	private final AtomicInteger unconfirmed = new AtomicInteger();

	WorkerCell(SlotTenure tenure, String key, Hosting hosting) {
		this.tenure = tenure;
		this.key = key;
		this.hosting = hosting;
		this.crashes = new WorkerCrashes(tenure.type().definition(), key, hosting);
		this.life = new WorkerLife(tenure, key, hosting);
	}

	String key() {
		return this.key;
	}

	WorkerLife life() {
		return this.life;
	}

	/** Calls that have run and whose state is not safe yet; they count as waiting. */
	AtomicInteger unconfirmed() {
		return this.unconfirmed;
	}

	boolean isAlive() {
		return this.life.instance() != null;
	}

	synchronized int waiting() {
		return this.mailbox.size();
	}

	/**
	 * Put a call into the mailbox.
	 * @return why not, or {@literal null} if it is there
	 */
	@Nullable Refusal offer(WorkerCall call) {
		synchronized (this) {
			if (this.ended) {
				return Refusal.NOT_OWNER;
			}
			int waiting = this.mailbox.size() + this.unconfirmed.get();
			if (waiting >= this.tenure.type().definition().mailboxCapacity()) {
				return Refusal.MAILBOX_FULL;
			}
			this.mailbox.addLast(call);
			if (!submitted()) {
				this.mailbox.removeLast();
				return Refusal.DRAINING;
			}
		}
		call.accepted();
		return null;
	}

	/** Have it run unless it does or must wait. Called with the monitor. */
	private boolean submitted() {
		if (this.scheduled || this.pausing) {
			return true;
		}
		try {
			this.scheduled = true;
			this.hosting.executor().execute(this);
			return true;
		}
		catch (RejectedExecutionException ex) {
			this.scheduled = false;
			return false;
		}
	}

	@Override
	public void run() {
		for (int i = 0; i < MESSAGES_IN_A_ROW; i++) {
			superviseSafely();
			WorkerCall call = next();
			if (call == null) {
				return;
			}
			handleSafely(call);
		}
		boolean goesOn;
		synchronized (this) {
			this.scheduled = false;
			goesOn = submitted();
		}
		if (!goesOn) {
			abandon(Refusal.DRAINING);
		}
	}

	private @Nullable WorkerCall next() {
		boolean stop;
		synchronized (this) {
			if (!this.pausing && !this.mailbox.isEmpty()) {
				return this.mailbox.pollFirst();
			}
			if (!this.pausing && (this.startWanted || this.reported != null)) {
				return supervisedLater();
			}
			this.scheduled = false;
			stop = this.stopWanted;
		}
		if (stop) {
			this.life.stop();
		}
		return null;
	}

	/** Something to supervise came in at the last moment. Called with the monitor. */
	private @Nullable WorkerCall supervisedLater() {
		this.scheduled = false;
		if (!submitted()) {
			logger.debug("A worker is not started again, the executor is closed worker={}", this);
		}
		return null;
	}

	/** Whatever goes wrong, the cell goes on: it stands in the executor only once. */
	private void superviseSafely() {
		try {
			supervise();
		}
		catch (Throwable ex) {
			logger.error("A worker could not be supervised worker={}", this, ex);
		}
	}

	private void supervise() {
		Crash crash;
		boolean start;
		synchronized (this) {
			crash = this.reported;
			this.reported = null;
			start = this.startWanted;
			this.startWanted = false;
		}
		if (crash != null && crash.instance() == this.life.instance()) {
			crashed(crash.cause());
		}
		if (start) {
			try {
				if (mayRun()) {
					started();
				}
			}
			finally {
				this.tenure.leave();
			}
		}
	}

	private void handleSafely(WorkerCall call) {
		try {
			handle(call);
		}
		catch (Throwable ex) {
			logger.error("A call failed outside the worker worker={}", this, ex);
			giveUp(call, ex);
		}
	}

	/** Answer a call that cannot be handled to its end, if at all possible. */
	void giveUp(WorkerCall call, Throwable failure) {
		try {
			call.answer(new Reply.Failed(this.hosting.failures().encode(failure)));
		}
		catch (Throwable ex) {
			logger.error("A call was left without an answer worker={}", this, ex);
		}
		finally {
			call.leave(this.tenure);
		}
	}

	private void handle(WorkerCall call) {
		if (call.isLate(this.hosting.now())) {
			this.tenure.type().counters().dropped.increment();
			call.leave(this.tenure);
			return;
		}
		if (!mayRun()) {
			refuse(call, this.hosting.closedRefusal());
			return;
		}
		Optional<WorkerFailedException> failure = this.crashes.failure();
		if (failure.isPresent()) {
			call.answer(new Reply.Failed(this.hosting.failures().encode(failure.get())));
			call.leave(this.tenure);
			return;
		}
		Object target = started();
		if (target == null) {
			putBack(call);
			return;
		}
		new WorkerInvocation(this, this.tenure, this.hosting, call, target).run();
	}

	private void putBack(WorkerCall call) {
		boolean gone;
		synchronized (this) {
			gone = this.ended;
			if (!gone) {
				this.mailbox.addFirst(call);
			}
		}
		if (gone) {
			refuse(call, this.hosting.closedRefusal());
		}
	}

	boolean mayRun() {
		return !this.tenure.isClosed() && this.tenure.fence().isHeld();
	}

	private void refuse(WorkerCall call, Refusal refusal) {
		this.tenure.type().counters().refused.increment();
		call.refuse(refusal, "");
		call.leave(this.tenure);
	}

	private @Nullable Object started() {
		Object present = this.life.instance();
		if (present != null) {
			return present;
		}
		CompletableFuture<@Nullable Object> kept = loaded();
		if (!kept.isDone()) {
			kept.whenComplete((state, failure) -> resume());
			return null;
		}
		this.loading = null;
		enterUserCode();
		Throwable failure;
		try {
			return this.life.begin(kept.join());
		}
		catch (Throwable ex) {
			failure = ex;
		}
		finally {
			leaveUserCode();
		}
		crashed(failure);
		return null;
	}

	/** The state with which it begins; until that is there the worker pauses. */
	private CompletableFuture<@Nullable Object> loaded() {
		CompletableFuture<@Nullable Object> kept = this.loading;
		if (kept == null) {
			StateKeeper keeper = this.tenure.keeper();
			kept = (keeper != null) ? keeper.load(this.key).toCompletableFuture()
					: CompletableFuture.completedFuture(null);
			this.loading = kept;
		}
		if (!kept.isDone()) {
			synchronized (this) {
				this.pausing = true;
			}
		}
		return kept;
	}

	/** From here on the thread is interrupted if the worker has to stop at once. */
	synchronized void enterUserCode() {
		this.runner = Thread.currentThread();
		if (this.ended) {
			Thread.currentThread().interrupt();
		}
	}

	void leaveUserCode() {
		synchronized (this) {
			this.runner = null;
		}
		if (Thread.interrupted()) {
			logger.debug("A worker left an interrupt behind worker={}", this);
		}
	}

	/** A stage that the worker returned has failed. */
	void report(Object failed, Throwable cause) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.reported = new Crash(failed, cause);
			if (submitted()) {
				return;
			}
		}
		abandon(Refusal.DRAINING);
	}

	/** Give up the instance. Called by whoever runs the worker. */
	void crashed(Throwable cause) {
		this.life.drop();
		if (!mayRun()) {
			logger.debug("A worker ended with its slot worker={}", this, cause);
			return;
		}
		Optional<Duration> pause = this.crashes.count(cause);
		if (pause.isPresent()) {
			synchronized (this) {
				this.pausing = true;
			}
			this.tenure.type().counters().restarts.increment();
			this.hosting.loop().schedule(pause.get(), this::resume);
		}
	}

	/** Have it run without a call, because it has a state. */
	void start() {
		resume();
	}

	private void resume() {
		boolean start = this.tenure.enter();
		boolean rejected;
		boolean surplus;
		synchronized (this) {
			this.pausing = false;
			boolean needed = start || !this.mailbox.isEmpty();
			rejected = this.ended || (needed && !submitted());
			surplus = start && (rejected || this.startWanted);
			this.startWanted |= start && !rejected;
		}
		if (surplus) {
			this.tenure.leave();
		}
		if (rejected) {
			abandon(Refusal.DRAINING);
		}
	}

	/**
	 * Stop in order, once nothing runs or waits any more.
	 * @return the state to send, or empty if it has none
	 */
	Optional<SlotState.Entry> leave() {
		synchronized (this) {
			this.ended = true;
		}
		return this.life.leave();
	}

	/** Refuse what waits, and interrupt what runs. */
	void abandon(Refusal refusal) {
		List<WorkerCall> waiting;
		synchronized (this) {
			waiting = List.copyOf(this.mailbox);
			this.mailbox.clear();
			if (this.runner != null) {
				this.runner.interrupt();
			}
		}
		this.tenure.type().counters().dropped.add(waiting.stream().filter((call) -> call.message().cast()).count());
		waiting.forEach((call) -> refuse(call, refusal));
	}

	/** End at once: the slot is lost. */
	void close(Refusal refusal) {
		boolean idle;
		synchronized (this) {
			this.ended = true;
			this.stopWanted = this.scheduled;
			idle = !this.scheduled;
		}
		abandon(refusal);
		if (idle) {
			this.life.stop();
		}
	}

	@Override
	public String toString() {
		return this.tenure + "/" + this.key;
	}

	private record Crash(Object instance, Throwable cause) {

	}

}
