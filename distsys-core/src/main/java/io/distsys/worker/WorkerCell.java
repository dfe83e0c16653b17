package io.distsys.worker;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker: its mailbox, and when it runs. At most one {@link WorkerTurn} of it stands
 * in the executor, or it is {@linkplain WorkerLoan lent}, and whoever runs it so is the
 * only one who touches the instance. A cell that has nothing to remember any more is
 * retired: it is taken out of its slot, and the next message gets another one.
 * <p>
 * It is long because whether the worker has to stand in the executor is decided here
 * alone, under one monitor, whatever comes, goes or ends.
 */
final class WorkerCell {

	private static final Logger logger = LoggerFactory.getLogger(WorkerCell.class);

	private final SlotTenure tenure;

	private final String key;

	private final Hosting hosting;

	private final Mailbox mailbox;

	private final WorkerOrders orders = new WorkerOrders();

	private final WorkerPauses pauses = new WorkerPauses(this);

	private boolean scheduled;

	private boolean ended;

	private boolean retired;

	private boolean stopWanted;

	private volatile long usedNanos;

	private final UserCode userCode = new UserCode();

	private final WorkerLife life;

	private final WorkerSupervision supervision;

	private final OpenStages stages = new OpenStages();

	private final AtomicInteger unconfirmed = new AtomicInteger();

	WorkerCell(SlotTenure tenure, String key, Hosting hosting) {
		this.tenure = tenure;
		this.key = key;
		this.hosting = hosting;
		this.mailbox = new Mailbox(tenure.type().definition().limits());
		this.usedNanos = hosting.now();
		this.life = new WorkerLife(this, tenure, key, hosting);
		this.supervision = new WorkerSupervision(this, tenure, hosting, this.life);
	}

	String key() {
		return this.key;
	}

	Hosting hosting() {
		return this.hosting;
	}

	WorkerLife life() {
		return this.life;
	}

	WorkerSupervision supervision() {
		return this.supervision;
	}

	WorkerPauses pauses() {
		return this.pauses;
	}

	OpenStages stages() {
		return this.stages;
	}

	/** Calls that have run and whose state is not safe yet; they count as waiting. */
	AtomicInteger unconfirmed() {
		return this.unconfirmed;
	}

	boolean isAlive() {
		return this.life.instance() != null;
	}

	synchronized boolean isRetired() {
		return this.retired;
	}

	synchronized int waiting() {
		return this.mailbox.size();
	}

	/** When it was called last, or made; on this node's monotonic clock. */
	long usedNanos() {
		return this.usedNanos;
	}

	/**
	 * Put a call into the mailbox, or into the line before it.
	 * @return why not, or {@literal null} if it waits now
	 */
	@Nullable Refusal offer(WorkerCall call) {
		boolean blocks = this.tenure.type().definition().limits().overflow() == Overflow.BLOCK;
		long now = blocks ? this.hosting.now() : 0;
		Mailbox.Offered offered;
		boolean submitted;
		boolean accepted;
		synchronized (this) {
			if (this.ended) {
				return Refusal.NOT_OWNER;
			}
			boolean endsPause = this.pauses.isPausing() && call.isStop();
			offered = (endsPause && !this.mailbox.hasStop()) ? this.mailbox.offerBehindAll(call)
					: this.mailbox.offer(call, this.unconfirmed.get(), now);
			submitted = endsPause ? this.scheduled || isTaken() : submitted();
			if (!submitted) {
				this.mailbox.takeBack(offered.place());
			}
			accepted = submitted && offered.place() == Mailbox.Place.MAILBOX && call.accept();
		}
		offered.givenUp()
			.forEach(blocks ? this.tenure.givenUp()::dropLate : (other) -> refuse(other, Refusal.MAILBOX_FULL));
		if (!submitted) {
			return Refusal.DRAINING;
		}
		if (accepted) {
			call.tellAccepted();
		}
		return (offered.place() == Mailbox.Place.NOWHERE) ? Refusal.MAILBOX_FULL : null;
	}

	/**
	 * Put a message of the instance into the mailbox.
	 * @param bounded whether it counts against the capacity
	 * @return whether it is there
	 */
	boolean offerOwn(SelfMessage message, boolean bounded) {
		if (!this.tenure.enter()) {
			return false;
		}
		boolean taken;
		synchronized (this) {
			taken = !this.ended && !(bounded && this.mailbox.isFull(this.unconfirmed.get()));
			if (taken) {
				this.mailbox.add(message);
				taken = submitted();
				if (!taken) {
					this.mailbox.removeLast();
				}
			}
		}
		if (!taken) {
			message.leave(this.tenure);
		}
		return taken;
	}

	/** Have it run unless it does or must wait. Called with the monitor. */
	private boolean submitted() {
		return this.scheduled || this.pauses.isPausing() || isTaken();
	}

	/** Have it run. Called with the monitor. */
	private boolean isTaken() {
		try {
			this.scheduled = true;
			this.hosting.executor().execute(new WorkerTurn(this, this.tenure));
			return true;
		}
		catch (RejectedExecutionException ex) {
			this.scheduled = false;
			return false;
		}
	}

	/**
	 * Let the calling thread run it, if it is idle.
	 * @return {@literal null} if it is not
	 */
	synchronized @Nullable WorkerLoan lend() {
		boolean idle = !this.ended && !this.scheduled && !this.pauses.isPausing() && !hasWork()
				&& this.life.instance() != null && this.life.isSaved() && !this.mailbox.isFull(this.unconfirmed.get());
		if (!idle) {
			return null;
		}
		this.scheduled = true;
		this.userCode.isCallers(true);
		return new WorkerLoan(this, this.tenure.type().definition().workerClass().getClassLoader());
	}

	/** Whether something waits for whoever runs it. Called with the monitor. */
	private boolean hasWork() {
		return !this.mailbox.isEmpty() || this.mailbox.hasLine() || this.stopWanted || !this.orders.isEmpty();
	}

	/** Handle a message in its turn. Called by whoever runs it. */
	void handle(Mail mail) {
		this.usedNanos = this.hosting.now();
		this.supervision.handleSafely(mail);
	}

	/** What has come meanwhile is left to the executor. */
	void giveBack() {
		boolean goesOn;
		synchronized (this) {
			this.userCode.isCallers(false);
			this.scheduled = false;
			boolean rests = !hasWork() && !this.ended && !this.pauses.isPausing() && this.life.instance() != null;
			goesOn = rests || isTaken();
		}
		if (!goesOn) {
			abandon(Refusal.DRAINING);
		}
	}

	/** Others are to run now: it stands in the executor again if it must. */
	void letOthersRun() {
		boolean goesOn;
		synchronized (this) {
			this.scheduled = false;
			goesOn = (this.pauses.isPausing() && !hasWork()) || isTaken();
		}
		if (!goesOn) {
			abandon(Refusal.DRAINING);
		}
	}

	/**
	 * The next message, for whoever runs it.
	 * @return {@literal null} if there is none, and the turn is over
	 */
	@Nullable Mail next() {
		List<WorkerCall> moved;
		List<Mail> givenUp;
		Mail mail = null;
		boolean stop = false;
		synchronized (this) {
			moved = this.mailbox.refill(this.unconfirmed.get());
			if (!moved.isEmpty()) {
				moved = moved.stream().filter(WorkerCall::accept).toList();
			}
			givenUp = this.ended ? List.of() : this.pauses.endToStop(this.mailbox);
			if (!this.pauses.isPausing() && !this.mailbox.isEmpty()) {
				mail = this.mailbox.poll();
			}
			else if (!this.pauses.isPausing() && !this.orders.isEmpty()) {
				supervisedLater();
			}
			else {
				stop = this.stopWanted;
				if (!stop) {
					rest();
				}
				this.scheduled = false;
			}
		}
		moved.forEach(WorkerCall::tellAccepted);
		if (!givenUp.isEmpty()) {
			givenUp.forEach(this.tenure.givenUp()::giveUpBeforeStop);
		}
		if (stop) {
			this.life.stop();
		}
		return mail;
	}

	/** Something to supervise came in at the last moment. Called with the monitor. */
	private void supervisedLater() {
		this.scheduled = false;
		if (!submitted()) {
			logger.debug("A worker is not started again, the executor is closed worker={}", this);
		}
	}

	/**
	 * Nothing waits: retire if there is nothing to remember. Called with the monitor, by
	 * whoever runs it.
	 */
	private void rest() {
		if (!this.pauses.isPausing() && !this.ended && !this.mailbox.hasLine() && this.unconfirmed.get() == 0
				&& this.stages.isEmpty() && this.life.saved().isDone() && this.supervision.isAtRest()) {
			end();
			this.retired = true;
			this.tenure.retire(this);
		}
	}

	/** Something that kept it from retiring, or calls from its mailbox, is over. */
	synchronized void reconsider() {
		boolean matters = this.life.instance() == null || this.mailbox.hasLine();
		if (!this.ended && !this.pauses.isPausing() && matters && !submitted()) {
			logger.debug("A worker is not retired, the executor is closed worker={}", this);
		}
	}

	/** What is to be done before the next message, {@literal null} if nothing is. */
	synchronized WorkerOrders.@Nullable Taken takeOrders() {
		return this.orders.isEmpty() ? null : this.orders.take(!this.mailbox.isEmpty());
	}

	/** Put the instance aside unless something of it is still under way. */
	void sleep() {
		if (this.stages.isEmpty() && this.unconfirmed.get() == 0) {
			this.life.sleep();
		}
	}

	/** Have something done by whoever runs it, before the next message. */
	synchronized WorkerOrders.Given order(Runnable order) {
		if (this.pauses.isPausing() && !this.ended) {
			return WorkerOrders.Given.PAUSING;
		}
		return ordered(order) ? WorkerOrders.Given.GIVEN : WorkerOrders.Given.GONE;
	}

	/**
	 * Have something done as {@link #order}; a pause is over with it.
	 * @return whether it will be
	 */
	synchronized boolean orderToGoOn(Runnable order) {
		this.pauses.endPresent();
		return ordered(order);
	}

	private boolean ordered(Runnable order) {
		if (this.ended || !submitted()) {
			return false;
		}
		this.orders.add(order);
		return true;
	}

	void putBack(Mail mail) {
		boolean gone;
		synchronized (this) {
			gone = this.ended;
			if (!gone) {
				this.mailbox.putBack(mail);
			}
		}
		if (gone) {
			refuse(mail, this.hosting.closedRefusal());
		}
	}

	void refuse(Mail mail, Refusal refusal) {
		this.tenure.givenUp().refuse(mail, refusal);
	}

	/** From here on the thread is interrupted if the worker has to stop at once. */
	void enterUserCode() {
		this.userCode.enter(null);
	}

	/** The same, in a call. */
	void enterUserCode(WorkerCall call) {
		this.userCode.enter(call);
	}

	/** What it has not done yet, for people; empty if there is nothing. */
	Optional<String> unfinished() {
		WorkerCall running = this.userCode.call();
		boolean busy;
		synchronized (this) {
			busy = this.scheduled || !this.mailbox.isEmpty() || !this.stages.isEmpty();
		}
		String worker = "worker '" + this.key + "' of type '" + this.tenure.type().definition().name() + "'";
		return (running != null) ? Optional.of(worker + " in " + running.name())
				: busy ? Optional.of(worker) : Optional.empty();
	}

	/** An interrupt was for the worker, or for the thread that has borrowed it. */
	void leaveUserCode() {
		if (this.userCode.leave()) {
			logger.debug("A worker left an interrupt behind worker={}", this);
		}
	}

	/** A stage that the worker returned has failed. */
	void report(Object failed, Throwable cause) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.orders.report(failed, cause);
			if (submitted()) {
				return;
			}
		}
		abandon(Refusal.DRAINING);
	}

	/**
	 * Have it run without a call, if it is to run. One that pauses is left to whoever
	 * ends that.
	 * @return {@code false} if another cell has to be asked
	 */
	boolean start() {
		return wake(null, true);
	}

	/**
	 * Have it go on where it is, unless it is in another pause, or in none.
	 * @param over the pause that ends, {@literal null} for one that does not pause
	 * @param starts whether it is to run without a call
	 * @return {@code false} if it cannot
	 */
	boolean wake(WorkerPauses.@Nullable Pause over, boolean starts) {
		boolean entered = starts && this.tenure.enter();
		boolean present;
		boolean rejected;
		boolean surplus;
		synchronized (this) {
			present = this.pauses.end(over);
			rejected = present && (this.ended || !submitted());
			surplus = entered && (!present || rejected || !this.orders.wantStart());
		}
		if (surplus) {
			this.tenure.leave();
		}
		if (rejected) {
			abandon(Refusal.DRAINING);
		}
		return !rejected;
	}

	/** Answer the calls whose stages do not end. Not on the loop: it encodes. */
	void giveUpStages() {
		this.stages.takeAll()
			.forEach((call) -> this.tenure.givenUp()
				.giveUp(call,
						new CallException("The stage of a call to worker '" + this.key + "' of type '"
								+ this.tenure.type().definition().name()
								+ "' was not complete when its slot had to move", Outcome.MAY_HAVE_RUN)));
	}

	/**
	 * Have the instance put aside, unless messages come in between.
	 * @return whether it may be
	 */
	synchronized boolean askToSleep() {
		boolean may = !this.ended && !this.pauses.isPausing() && !this.scheduled && this.life.mayBePutAside();
		if (may) {
			this.orders.wantSleep();
			may = submitted();
		}
		return may;
	}

	/**
	 * Stop in order, once nothing runs or waits any more.
	 * @return the state to send, or empty if it has none
	 */
	Optional<SlotState.Entry> leave() {
		synchronized (this) {
			end();
		}
		return this.life.leave();
	}

	/** It takes nothing more, and what runs is not to go on. Called with the monitor. */
	private void end() {
		this.ended = true;
		this.userCode.end();
	}

	void interrupt() {
		this.userCode.interrupt();
	}

	/** Refuse what waits, and interrupt what runs. */
	void abandon(Refusal refusal) {
		List<Mail> waiting;
		synchronized (this) {
			waiting = this.mailbox.clear();
			interrupt();
		}
		this.tenure.givenUp().refuseAll(waiting, refusal);
	}

	/** The slot is lost: it takes nothing more, and what runs is interrupted. Short. */
	synchronized void endAtOnce() {
		if (!this.ended) {
			end();
			interrupt();
		}
	}

	/**
	 * End at once, and refuse what waits.
	 * @return whether nobody runs it: the caller is to stop it then
	 */
	boolean close(Refusal refusal) {
		List<Mail> waiting;
		boolean idle;
		synchronized (this) {
			endAtOnce();
			this.stopWanted = this.scheduled;
			idle = !this.scheduled;
			waiting = this.mailbox.clear();
		}
		this.tenure.givenUp().refuseAll(waiting, refusal);
		return idle;
	}

	@Override
	public String toString() {
		return this.tenure + "/" + this.key;
	}

}
