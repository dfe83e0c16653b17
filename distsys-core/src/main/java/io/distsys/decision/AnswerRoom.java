package io.distsys.decision;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

import io.distsys.time.Subscription;

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
		// Who runs it here may throw what it has thrown: then both give the place back.
		Subscription place = Subscription.once(this.room::release);
		try {
			this.userExecutor.execute(() -> answer(answering, place));
		}
		catch (RuntimeException | Error ex) {
			place.close();
			throw ex;
		}
	}

	/** The place is taken until the answer is on its way. */
	private static void answer(Runnable answering, Subscription place) {
		try {
			answering.run();
		}
		finally {
			place.close();
		}
	}

}
