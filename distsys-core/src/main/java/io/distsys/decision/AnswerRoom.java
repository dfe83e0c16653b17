package io.distsys.decision;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes so many questions at once to be answered here and refuses the others, whatever
 * queue the executor for user code has. Thread-safe.
 */
final class AnswerRoom implements Executor {

	/** Questions of one kind that wait for a thread or are answered. */
	static final int MOST = 1_000;

	private final Executor userExecutor;

	private final Semaphore room = new Semaphore(MOST);

	AnswerRoom(Executor userExecutor) {
		this.userExecutor = userExecutor;
	}

	/**
	 * Answer a question.
	 * @throws RejectedExecutionException if there are too many; the messenger answers
	 * that it is refused
	 */
	@Override
	public void execute(Runnable answering) {
		if (!this.room.tryAcquire()) {
			throw new RejectedExecutionException(MOST + " questions of this kind are here already");
		}
		Place place = new Place(answering);
		try {
			this.userExecutor.execute(place);
		}
		catch (RuntimeException | Error ex) {
			place.leave();
			throw ex;
		}
	}

	/** Of one question, from when it arrives until its answer is on its way. */
	private final class Place implements Runnable {

		private final Runnable answering;

		private final AtomicBoolean left = new AtomicBoolean();

		private Place(Runnable answering) {
			this.answering = answering;
		}

		@Override
		public void run() {
			try {
				this.answering.run();
			}
			finally {
				leave();
			}
		}

		private void leave() {
			if (this.left.compareAndSet(false, true)) {
				AnswerRoom.this.room.release();
			}
		}

	}

}
