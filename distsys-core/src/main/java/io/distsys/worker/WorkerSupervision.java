package io.distsys.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.distsys.messaging.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one worker is run: what becomes of each message, when an instance is made, and what
 * follows when one breaks. Used by whoever runs the worker, and by nobody else.
 */
final class WorkerSupervision {

	private static final Logger logger = LoggerFactory.getLogger(WorkerSupervision.class);

	private final WorkerCell cell;

	private final SlotTenure tenure;

	private final Hosting hosting;

	private final WorkerLife life;

	private @Nullable WorkerCrashes crashes;

	private @Nullable CompletableFuture<@Nullable Object> loading;

	private boolean again;

	WorkerSupervision(WorkerCell cell, SlotTenure tenure, Hosting hosting, WorkerLife life) {
		this.cell = cell;
		this.tenure = tenure;
		this.hosting = hosting;
		this.life = life;
	}

	/** Nothing is remembered of it but what is kept elsewhere. */
	boolean isAtRest() {
		return this.life.instance() == null && this.loading == null && (this.crashes == null || this.crashes.isOver());
	}

	void handleSafely(Mail mail) {
		try {
			handle(mail);
		}
		catch (Throwable ex) {
			logger.error("A message failed outside the worker worker={}", this.cell, ex);
			if (mail instanceof WorkerCall call) {
				this.tenure.givenUp().giveUp(call, ex);
			}
			else {
				mail.leave(this.tenure);
			}
		}
	}

	private void handle(Mail mail) {
		if (mail instanceof SelfMessage own) {
			handleOwn(own);
			return;
		}
		WorkerCall call = (WorkerCall) mail;
		if (call.isLate(this.hosting.now())) {
			this.tenure.type().counters().dropped.increment();
			call.leave(this.tenure);
			return;
		}
		if (!this.tenure.mayRun()) {
			this.cell.refuse(call, this.hosting.closedRefusal());
			return;
		}
		if (call.isStop()) {
			new SupervisorRequest(this.cell, this.tenure, this.hosting, call).stop();
			return;
		}
		if (!forgetsCrashes(call) && this.crashes != null) {
			Optional<String> why = this.crashes.whyGivenUp();
			if (why.isPresent()) {
				this.tenure.givenUp().giveUpWithWorker(call, why.get());
				return;
			}
		}
		if (call.message().kind() == WorkerMessage.Kind.SEND && !isThere()) {
			this.tenure.type().counters().dropped.increment();
			this.tenure.givenUp().undelivered(call, call.refusedAs(Refusal.NO_SUCH_ADDRESS));
			call.leave(this.tenure);
			return;
		}
		handleBy(call);
	}

	/** Who asks for a restart wants it to run in spite of its crashes, and knows why. */
	private boolean forgetsCrashes(WorkerCall call) {
		boolean asked = call.message().kind() == WorkerMessage.Kind.RESTART && !call.hasBegun();
		if (asked) {
			this.crashes = null;
		}
		return asked;
	}

	/** Stop in order, and begin with nothing if it is called again. */
	void stop() {
		this.cell.enterUserCode();
		try {
			this.life.stop();
		}
		finally {
			this.cell.leaveUserCode();
		}
		this.tenure.takeAside(this.cell.key());
		this.crashes = null;
		this.loading = null;
		this.again = false;
	}

	/**
	 * It was stopped on the other side of a cut, later than it was started; unless it was
	 * started again since that was heard.
	 */
	void stopUnlessKept() {
		StateKeeper keeper = this.tenure.keeper();
		if (keeper == null || !keeper.has(this.cell.key())) {
			stop();
		}
	}

	/** Whether it runs, will by itself, or would go on where it was. */
	private boolean isThere() {
		return this.life.instance() != null || this.again || this.loading != null
				|| this.tenure.isKept(this.cell.key());
	}

	private void handleBy(WorkerCall call) {
		boolean running = call.foundRunning(this.life.instance() != null);
		SupervisorRequest request = new SupervisorRequest(this.cell, this.tenure, this.hosting, call);
		if (call.message().kind() == WorkerMessage.Kind.START && !running && !this.tenure.type().hasRoom()) {
			request.tell(SupervisorAnswer.Code.LIMIT);
			return;
		}
		if (call.message().kind() == WorkerMessage.Kind.RESTART && !endsForRestart(call, running)) {
			request.tell(SupervisorAnswer.Code.ABSENT);
			return;
		}
		Object target = started();
		if (target == null) {
			this.cell.putBack(call);
			return;
		}
		switch (call.message().kind()) {
			case START -> request.started(running);
			case RESTART -> request.restarted();
			default -> new WorkerInvocation(this.cell, this.tenure, this.hosting, call, target).run();
		}
		finishIfAsked();
	}

	/**
	 * End the instance that is to be made anew, once.
	 * @return {@code false} if there is no such worker
	 */
	private boolean endsForRestart(WorkerCall call, boolean running) {
		StateKeeper keeper = this.tenure.keeper();
		if (!running && (keeper == null || !keeper.has(this.cell.key()))) {
			return false;
		}
		if (call.isFirstLook()) {
			if (running) {
				this.life.stop();
			}
			restarted(RestartReason.REQUEST, Duration.ZERO, null);
		}
		return true;
	}

	private void restarted(RestartReason reason, Duration pause, @Nullable Throwable cause) {
		this.tenure.type().counters().restarted(reason);
		this.hosting.publish(new WorkerEvent.WorkerRestarted(this.tenure.type().definition().name(), this.cell.key(), 0,
				pause, reason, cause));
	}

	private void handleOwn(SelfMessage own) {
		Object target = this.life.instance();
		try {
			if (target == null || own.times().isClosed() || !this.tenure.mayRun()) {
				this.tenure.type().counters().dropped.increment();
				return;
			}
			Throwable thrown = null;
			this.cell.enterUserCode();
			try {
				own.task().run();
				this.life.save(target);
			}
			catch (Throwable ex) {
				thrown = ex;
			}
			finally {
				this.cell.leaveUserCode();
			}
			if (thrown != null) {
				crashed(thrown);
			}
			else {
				finishIfAsked();
			}
		}
		finally {
			own.leave(this.tenure);
		}
	}

	/** It has asked to be stopped. */
	private void finishIfAsked() {
		if (!this.life.isStopAsked()) {
			return;
		}
		this.life.stop();
		StateKeeper keeper = this.tenure.keeper();
		boolean again = this.tenure.type().definition().restart() == Restart.PERMANENT;
		if (keeper != null && keeper.has(this.cell.key())) {
			this.life.forget(keeper, again);
		}
		if (again) {
			Optional<Duration> pause = crashes().ended();
			this.again = pause.isPresent();
			pause.ifPresent((time) -> this.cell.pauses().untilRestart(time, true));
		}
	}

	private WorkerCrashes crashes() {
		WorkerCrashes counted = this.crashes;
		if (counted == null) {
			counted = new WorkerCrashes(this.tenure.type(), this.cell.key(), this.hosting);
			this.crashes = counted;
		}
		return counted;
	}

	/**
	 * Have it run without a call if it is still to run when its turn comes: it may have
	 * been stopped since that was asked for.
	 */
	void startIfWanted() {
		if (isWanted() && this.tenure.mayRun()) {
			started();
		}
	}

	private boolean isWanted() {
		StateKeeper keeper = this.tenure.keeper();
		return this.again || (keeper != null && keeper.has(this.cell.key()));
	}

	/**
	 * The instance that runs, made if there is none; {@literal null} if it has to wait.
	 */
	@Nullable Object started() {
		Object present = this.life.instance();
		if (present != null) {
			return present;
		}
		CompletableFuture<@Nullable Object> kept = loaded();
		if (!kept.isDone()) {
			this.cell.pauses().untilLoaded(kept);
			return null;
		}
		this.loading = null;
		this.cell.enterUserCode();
		Throwable failure;
		try {
			Object made = this.life.begin(kept.join());
			this.again = false;
			return made;
		}
		catch (Throwable ex) {
			failure = ex;
		}
		finally {
			this.cell.leaveUserCode();
		}
		crashed(failure);
		return null;
	}

	/** The state with which it begins. */
	private CompletableFuture<@Nullable Object> loaded() {
		CompletableFuture<@Nullable Object> kept = this.loading;
		if (kept == null) {
			StateKeeper keeper = this.tenure.keeper();
			kept = (keeper != null) ? keeper.load(this.cell.key()).toCompletableFuture()
					: CompletableFuture.completedFuture(null);
			this.loading = kept;
		}
		return kept;
	}

	/** Give up the instance. */
	void crashed(Throwable cause) {
		this.life.drop();
		if (!this.tenure.mayRun()) {
			logger.debug("A worker ended with its slot worker={}", this.cell, cause);
			return;
		}
		boolean temporary = this.tenure.type().definition().restart() == Restart.TEMPORARY;
		HostedGroup group = temporary ? null : this.tenure.type().group();
		boolean escalates = group != null && group.escalates();
		Optional<Duration> pause = crashes().crashed(cause, escalates);
		this.again = !temporary && (pause.isPresent() || escalates);
		if (pause.isEmpty() && !escalates) {
			return;
		}
		if (group != null) {
			this.cell.pauses().untilOrder();
			group.supervisor(this.tenure).crashed(this.tenure.type(), this.cell.key(), cause, pause.orElse(null));
		}
		else {
			this.cell.pauses().untilRestart(pause.orElseThrow(), !temporary);
		}
	}

	/**
	 * Another member of its group has crashed: end the instance and pause.
	 * @return whether it is to be made anew
	 */
	boolean endForGroup(RestartReason reason, Duration pause, Throwable cause) {
		if (!this.tenure.enter()) {
			return false;
		}
		try {
			boolean runs = this.life.instance() != null;
			boolean startsAgain = (runs || this.again)
					&& this.tenure.type().definition().restart() != Restart.TEMPORARY;
			this.life.stop();
			if (runs && startsAgain && reason == RestartReason.GROUP) {
				restarted(reason, pause, cause);
			}
			this.again = startsAgain;
			if (startsAgain) {
				this.cell.pauses().untilGroupStarts();
			}
			return startsAgain;
		}
		finally {
			this.tenure.leave();
		}
	}

	/** The turn of this member has come. */
	void startForGroup(RestartReason reason, Duration pause, Throwable cause) {
		if (!this.tenure.enter()) {
			return;
		}
		try {
			this.cell.pauses().endWithGroup();
			if (reason == RestartReason.ESCALATION && this.life.instance() == null && isWanted()
					&& this.tenure.mayRun()) {
				this.crashes = null;
				restarted(reason, pause, cause);
			}
			startIfWanted();
		}
		finally {
			this.tenure.leave();
		}
	}

	/** Its group was made anew too often. */
	void giveUpWithGroup(long untilNanos, Throwable cause) {
		this.cell.pauses().endWithGroup();
		this.life.stop();
		this.again = false;
		WorkerCrashes counted = new WorkerCrashes(this.tenure.type(), this.cell.key(), this.hosting);
		counted.giveUp(untilNanos, cause);
		this.crashes = counted;
	}

}
