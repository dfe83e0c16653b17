package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * The pauses of one worker, in which it handles no message: until its restart is due, its
 * state has come, or its group starts it.
 * <p>
 * At most one is present. Each is an object that whoever is to end it holds, for it may
 * be over before: by a stop, or by an order of the group. Then what was to end it ends no
 * later one, or a worker that breaks again and again would be made anew sooner than its
 * back-off says.
 * <p>
 * Which pause is present is guarded by the monitor of the worker's cell: whether there is
 * one decides, with the mailbox, whether the worker has to stand in the executor. Methods
 * that say so are called with that monitor; all others by whoever runs the worker, for
 * nobody else begins a pause. Its end may come from any thread.
 */
final class WorkerPauses {

	private final WorkerCell cell;

	/** Guarded by the monitor of the cell. */
	private @Nullable Pause present;

	/** Of whoever runs the worker. */
	private @Nullable Pause ofGroup;

	WorkerPauses(WorkerCell cell) {
		this.cell = cell;
	}

	/** Whether the worker pauses. Called with the monitor of the cell. */
	boolean isPausing() {
		return this.present != null;
	}

	/**
	 * Pause until a restart is due.
	 * @param backoff how long
	 * @param starts whether it runs without a call then, if it is to run
	 */
	void untilRestart(Duration backoff, boolean starts) {
		Pause begun = begin();
		this.cell.hosting().loop().schedule(backoff, starts ? begun::endAndStart : begun::end);
	}

	/** Pause until the state with which it begins has come. */
	void untilLoaded(CompletionStage<?> state) {
		Pause begun = begin();
		state.whenComplete((loaded, failure) -> begun.end());
	}

	/**
	 * Pause until the group orders to go on. Its group is told of the crash only
	 * afterwards, so that the order cannot come before the pause.
	 */
	void untilOrder() {
		begin();
	}

	/**
	 * Pause because another member of the group has crashed. A member that was slow to
	 * end has had the order to go on already: {@link #endWithGroup}, which carries that
	 * out, ends the pause then, and nobody else would.
	 */
	void untilGroupStarts() {
		this.ofGroup = begin();
	}

	/** The group starts it, or gives it up. */
	void endWithGroup() {
		Pause over = this.ofGroup;
		this.ofGroup = null;
		if (over != null) {
			over.end();
		}
	}

	private Pause begin() {
		Pause begun = new Pause();
		synchronized (this.cell) {
			this.present = begun;
		}
		return begun;
	}

	/**
	 * A pause is over, unless it was before. Called with the monitor of the cell.
	 * @param over the pause, {@literal null} for whoever expects none
	 * @return whether it was that: {@code false} if there is another one, or none
	 */
	boolean end(@Nullable Pause over) {
		boolean expected = this.present == over;
		if (expected) {
			this.present = null;
		}
		return expected;
	}

	/** Whatever pause there is is over. Called with the monitor of the cell. */
	void endPresent() {
		this.present = null;
	}

	/**
	 * A worker that is to be stopped is not made anew before: neither its pause is waited
	 * for nor what waits for its restart. Called with the monitor of the cell.
	 * @param mailbox where the stop may wait
	 * @return what waited before the stop, taken out; empty if there is no pause, or no
	 * stop
	 */
	List<Mail> endToStop(Mailbox mailbox) {
		List<Mail> before = isPausing() ? mailbox.takeUntilStop() : null;
		if (before == null) {
			return List.of();
		}
		endPresent();
		return before;
	}

	/** One time that the worker has to wait. */
	final class Pause {

		private Pause() {
		}

		/** It need not wait any longer. */
		private void end() {
			WorkerPauses.this.cell.wake(this, false);
		}

		/** The same, and it runs without a call if it is to run. */
		private void endAndStart() {
			WorkerPauses.this.cell.wake(this, true);
		}

	}

}
