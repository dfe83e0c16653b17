package io.distsys.worker;

import java.util.concurrent.CompletableFuture;

import io.distsys.messaging.Reply;
import io.distsys.worker.SupervisorAnswer.Code;

/** One message of a supervisor to a worker, handled in its turn by whoever runs it. */
final class SupervisorRequest {

	private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

	private final WorkerCell cell;

	private final SlotTenure tenure;

	private final Hosting hosting;

	private final WorkerCall call;

	SupervisorRequest(WorkerCell cell, SlotTenure tenure, Hosting hosting, WorkerCall call) {
		this.cell = cell;
		this.tenure = tenure;
		this.hosting = hosting;
		this.call = call;
	}

	/**
	 * The worker runs: have it remembered, and answer when a backup knows.
	 * @param before whether it ran before
	 */
	void started(boolean before) {
		StateKeeper keeper = this.tenure.keeper();
		boolean known = (keeper != null) ? keeper.has(this.cell.key()) : before;
		CompletableFuture<Void> said = (keeper != null) ? this.cell.life().remember(keeper) : NOTHING;
		answer(known ? Code.RUNNING : Code.STARTED, said);
	}

	/** Stop the worker and forget it. */
	void stop() {
		StateKeeper keeper = this.tenure.keeper();
		boolean remembered = keeper != null && keeper.has(this.cell.key());
		boolean known = this.cell.isAlive() || remembered || this.tenure.isAside(this.cell.key());
		this.cell.supervision().stop();
		CompletableFuture<Void> said = (keeper != null && remembered) ? this.cell.life().forget(keeper, false)
				: this.cell.life().saved();
		answer(known ? Code.STOPPED : Code.ABSENT, said);
	}

	void restarted() {
		answer(Code.RESTARTED, this.cell.life().saved());
	}

	/** Say at once how it is. */
	void tell(Code code) {
		answer(code, NOTHING);
	}

	private void answer(Code code, CompletableFuture<Void> said) {
		Reply reply = new Reply.Answered(new SupervisorAnswer(code, this.hosting.self()).encode());
		new WorkerAnswer(this.cell, this.tenure, this.hosting, this.call, null).end(reply, said, true);
	}

}
