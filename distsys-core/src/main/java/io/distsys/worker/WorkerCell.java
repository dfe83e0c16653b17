package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

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

	private @Nullable RestartBudget budget;

	private @Nullable GivenUp givenUp;

	private volatile @Nullable Object instance;

	WorkerCell(SlotTenure tenure, String key, Hosting hosting) {
		this.tenure = tenure;
		this.key = key;
		this.hosting = hosting;
	}

	String key() {
		return this.key;
	}

	boolean isAlive() {
		return this.instance != null;
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
			if (this.mailbox.size() >= this.tenure.type().definition().mailboxCapacity()) {
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
			stopInstance();
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
		if (crash != null && crash.instance() == this.instance) {
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
		GivenUp failure = this.givenUp;
		if (failure != null && failure.untilNanos() - this.hosting.now() > 0) {
			call.answer(new Reply.Failed(this.hosting.failures().encode(failure.exception(this))));
			call.leave(this.tenure);
			return;
		}
		this.givenUp = null;
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
		Object present = this.instance;
		if (present != null) {
			return present;
		}
		enterUserCode();
		Throwable failure = null;
		try {
			Object made = make();
			this.tenure.type().workerClass().start(made);
			this.instance = made;
			return made;
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

	private Object make() throws Exception {
		WorkerTypeDefinition definition = this.tenure.type().definition();
		Object made = definition.factory()
			.create(new WorkerContext(definition.name(), this.key, this.tenure.slot(), this.hosting.self(),
					this.tenure.fence()));
		if (!definition.workerClass().isInstance(made)) {
			throw new IllegalStateException(
					"The factory of worker type '" + definition.name() + "' made no " + definition.workerClass());
		}
		return made;
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
		this.instance = null;
		if (!mayRun()) {
			logger.debug("A worker ended with its slot worker={}", this, cause);
			return;
		}
		long now = this.hosting.now();
		RestartPolicy policy = this.tenure.type().definition().restartPolicy();
		RestartBudget crashes = (this.budget != null) ? this.budget : new RestartBudget(policy);
		this.budget = crashes;
		String type = this.tenure.type().definition().name();
		int restart = crashes.crashed(now);
		if (restart == 0) {
			this.givenUp = new GivenUp(crashes.opensAgain(now), cause);
			logger.warn("A worker crashed too often and is given up for a while type={} key={} restarts={} window={}",
					type, this.key, policy.maxRestarts(), policy.window(), cause);
			this.hosting.publish(new WorkerEvent.WorkerGivenUp(type, this.key, policy.maxRestarts(), cause));
			return;
		}
		Duration pause = policy.backoff(restart, this.hosting.random().nextDouble());
		synchronized (this) {
			this.pausing = true;
		}
		this.tenure.type().counters().restarts.increment();
		logger.debug("A worker crashed and is restarted type={} key={} restart={} pause={}", type, this.key, restart,
				pause, cause);
		this.hosting.loop().schedule(pause, this::resume);
		this.hosting.publish(new WorkerEvent.WorkerRestarted(type, this.key, restart, pause, cause));
	}

	private void resume() {
		boolean start = this.tenure.enter();
		boolean rejected;
		synchronized (this) {
			this.pausing = false;
			boolean needed = start || !this.mailbox.isEmpty();
			rejected = this.ended || (needed && !submitted());
			this.startWanted = start && !rejected;
		}
		if (rejected) {
			if (start) {
				this.tenure.leave();
			}
			abandon(Refusal.DRAINING);
		}
	}

	/** Take over the state that came from the former owner. */
	void restore(byte[] state) {
		String type = this.tenure.type().definition().name();
		try {
			Object made = make();
			HandOver<Object> handOver = WorkerClass.handOver(made);
			Object decoded = this.hosting.codec().decode(state);
			if (handOver == null || decoded == null) {
				throw new IllegalStateException(made.getClass().getName() + " does not take over a state here");
			}
			handOver.restore(decoded);
			this.tenure.type().workerClass().start(made);
			this.instance = made;
			this.tenure.type().counters().takenOver.increment();
		}
		catch (Throwable ex) {
			logger.error("The state of a worker was not taken over, it starts afresh type={} key={}", type, this.key,
					ex);
			this.hosting.publish(new WorkerEvent.StateLost(type, this.key, ex.toString()));
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
		Object leaving = this.instance;
		HandOver<Object> handOver = (leaving != null) ? WorkerClass.handOver(leaving) : null;
		Optional<SlotState.Entry> state = Optional.empty();
		if (handOver != null) {
			state = snapshot(handOver);
		}
		stopInstance();
		return state;
	}

	private Optional<SlotState.Entry> snapshot(HandOver<Object> handOver) {
		try {
			return Optional.of(new SlotState.Entry(this.key, this.hosting.codec().encode(handOver.snapshot())));
		}
		catch (Throwable ex) {
			String type = this.tenure.type().definition().name();
			logger.error("The state of a worker cannot be handed over, it starts afresh type={} key={}", type, this.key,
					ex);
			this.hosting.publish(new WorkerEvent.StateLost(type, this.key, ex.toString()));
			return Optional.empty();
		}
	}

	private void stopInstance() {
		Object leaving;
		synchronized (this) {
			leaving = this.instance;
			this.instance = null;
		}
		if (leaving == null) {
			return;
		}
		try {
			this.tenure.type().workerClass().stop(leaving);
		}
		catch (Throwable ex) {
			logger.warn("The stop of a worker failed worker={}", this, ex);
		}
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
			stopInstance();
		}
	}

	@Override
	public String toString() {
		return this.tenure + "/" + this.key;
	}

	private record Crash(Object instance, Throwable cause) {

	}

	private record GivenUp(long untilNanos, Throwable cause) {

		private WorkerFailedException exception(WorkerCell cell) {
			return new WorkerFailedException("Worker '" + cell.key + "' of type '"
					+ cell.tenure.type().definition().name() + "' was given up, it crashed too often; the call did not"
					+ " run. It starts again with the first call after its restart window. The last crash: "
					+ this.cause);
		}

	}

}
