package io.distsys.worker;

import org.jspecify.annotations.Nullable;

/**
 * The thread that runs code of the user's for a worker, and whose an interrupt of it is:
 * the worker's, or that of a caller who runs the worker in its place. Thread-safe.
 */
final class UserCode {

	private @Nullable Thread runner;

	private @Nullable WorkerCall call;

	private boolean callers;

	private boolean interrupting;

	private boolean ended;

	/**
	 * From here on the thread is interrupted if the worker has to stop at once.
	 * @param entered what the code was called by, {@literal null} if by no call
	 */
	synchronized void enter(@Nullable WorkerCall entered) {
		this.runner = Thread.currentThread();
		this.call = entered;
		if (this.ended) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The code is over.
	 * @return whether an interrupt was left behind that was for the worker; it is cleared
	 */
	boolean leave() {
		boolean keeps;
		synchronized (this) {
			this.runner = null;
			this.call = null;
			keeps = this.callers && !this.interrupting && !this.ended;
			this.interrupting = false;
		}
		return !keeps && Thread.interrupted();
	}

	/** The call that runs, if one does. */
	synchronized @Nullable WorkerCall call() {
		return this.call;
	}

	/** Whether it is the thread of a caller that runs the worker. */
	synchronized void isCallers(boolean lent) {
		this.callers = lent;
	}

	/** Interrupt what runs, if anything does. */
	synchronized void interrupt() {
		if (this.runner != null) {
			this.interrupting = true;
			this.runner.interrupt();
		}
	}

	/** Whatever still runs from now on is to stop at once. */
	synchronized void end() {
		this.ended = true;
	}

}
