package io.distsys.worker;

/**
 * An idle worker in the hands of a thread that calls it: nothing else runs it until that
 * one call has been run.
 */
final class WorkerLoan {

	private final WorkerCell cell;

	private final ClassLoader users;

	WorkerLoan(WorkerCell cell, ClassLoader users) {
		this.cell = cell;
		this.users = users;
	}

	/** Run the call, in the class loader of user code, and give the worker back. */
	void run(WorkerCall call) {
		Thread thread = Thread.currentThread();
		ClassLoader own = thread.getContextClassLoader();
		boolean other = own != this.users;
		if (other) {
			thread.setContextClassLoader(this.users);
		}
		try {
			this.cell.handle(call);
		}
		finally {
			this.cell.giveBack();
			if (other) {
				thread.setContextClassLoader(own);
			}
		}
	}

}
